using System.Numerics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    public static void Extremes<TElement, TPlaces>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
        where TPlaces : struct, IPlaces
    {
        extremes.Set(channel, TElement.Size == sizeof(short)
            ? EndsOf<short, TPlaces>((short*)problem.X, problem.Shape, channel, begin, end)
            : EndsOf<int, TPlaces>((int*)problem.X, problem.Shape, channel, begin, end));
    }

    private static FirstEnds EndsOf<TKey, TPlaces>(TKey* x, in ChannelShape shape, int channel, long begin, long end)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var ends = FirstEnds.None;
        for (var position = begin; position < end;)
        {
            // The rest of a segment, or all whole segments.
            var (segment, start) = Math.DivRem(position, shape.Spatial);
            var length = Math.Min(shape.Spatial - start, end - position);
            var segments = length == shape.Spatial ? (end - position) / shape.Spatial : 1;
            var index = (segment * shape.Channels + channel) * shape.Spatial + start;
            var next = OrderKeys.OfRuns<TKey, TPlaces>(x + index, length, segments, shape.Channels * shape.Spatial);
            ends = ends.Then(next.Behind(position - begin));
            position += segments * length;
        }

        return ends;
    }
}
