using System.Numerics;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsLastLoops
{
    public static void Extremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            Extremes((short*)problem.X, problem.Shape, channel, channels, begin, end, extremes, places: false);
        else
            Extremes((int*)problem.X, problem.Shape, channel, channels, begin, end, extremes, places: false);
    }

    public static void FirstExtremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            Extremes((short*)problem.X, problem.Shape, channel, channels, begin, end, extremes, places: true);
        else
            Extremes((int*)problem.X, problem.Shape, channel, channels, begin, end, extremes, places: true);
    }

    private static void Extremes<TKey>(TKey* x, in ChannelShape shape, int channel, int channels, long begin, long end, ChannelExtremes extremes, bool places)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var past = channel + channels;
        var spare = stackalloc int[ChannelExtremes.Rows * Vector256<TKey>.Count];
        for (var first = channel; first < past;)
        {
            var isPair = places && first + 2 * Vector256<TKey>.Count <= past;
            var width = isPair ? 2 * Vector256<TKey>.Count : Vector256<TKey>.Count;
            var columns = Math.Min(width, past - first);
            var ofColumns = columns == width ? extremes.From(first) : new ChannelExtremes(spare, width);
            var whole = Math.Clamp(WholeRows(shape, first, width), begin, end);
            var source = x + begin * shape.Channels + first;
            if (whole > begin && isPair)
                FirstEnds.OfColumnPairs(source, whole - begin, shape.Channels, ofColumns);
            else if (whole > begin && places)
                FirstEnds.OfColumns(source, whole - begin, shape.Channels, ofColumns);
            else if (whole > begin)
                OrderKeys.OfColumns(source, whole - begin, shape.Channels, ofColumns);
            for (var i = 0; i < columns && (whole < end || columns < width); i++)
            {
                var ends = whole > begin ? ofColumns[i] : FirstEnds.None;
                for (var row = whole; row < end; row++)
                {
                    var (key, place) = (int.CreateTruncating(OrderKeys.Key(x[row * shape.Channels + first + i])), row - begin);
                    ends = ends.Then(new FirstEnds(key, key, place, place));
                }

                extremes.Set(first + i, ends);
            }

            first += width;
        }
    }
}
