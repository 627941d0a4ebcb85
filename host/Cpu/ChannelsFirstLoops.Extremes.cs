using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    public static void Extremes<TElement, TPlaces>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
        where TPlaces : struct, IPlaces
    {
        var past = channel + channels;
        for (; channel < past; channel += RunEnds.MostChannels)
        {
            if (TElement.Size == sizeof(short))
                Extremes<short, TPlaces>((short*)problem.X, problem.Shape, channel, Math.Min(RunEnds.MostChannels, past - channel), begin, end, extremes.From(channel));
            else
                Extremes<int, TPlaces>((int*)problem.X, problem.Shape, channel, Math.Min(RunEnds.MostChannels, past - channel), begin, end, extremes.From(channel));
        }
    }

    [SkipLocalsInit]
    private static void Extremes<TKey, TPlaces>(TKey* x, in ChannelShape shape, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var memory = stackalloc int[ChannelExtremes.Rows * RunEnds.MostChannels];
        var later = new ChannelExtremes(memory, RunEnds.MostChannels);
        for (var position = begin; position < end;)
        {
            // The rest of a segment, or all whole segments.
            var (segment, start) = Math.DivRem(position, shape.Spatial);
            var length = Math.Min(shape.Spatial - start, end - position);
            var segments = length == shape.Spatial ? (end - position) / shape.Spatial : 1;
            var first = x + (segment * shape.Channels + channel) * shape.Spatial + start;
            RunEnds.Take<TKey, TPlaces>(first, new KeyRuns(length, segments, shape.Channels * shape.Spatial), channels, shape.Spatial, position == begin ? extremes : later);
            if (position > begin)
                extremes.Append(later, channels, position - begin);
            position += segments * length;
        }
    }
}
