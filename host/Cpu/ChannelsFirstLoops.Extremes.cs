using System.Numerics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    public static void Extremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, int* smallest, int* largest)
        where TElement : struct, IElement
    {
        (smallest[channel], largest[channel]) = (int.MaxValue, int.MinValue);
        if (TElement.Size == sizeof(short))
            Widen((short*)problem.X, problem.Shape, channel, begin, end, ref smallest[channel], ref largest[channel]);
        else
            Widen((int*)problem.X, problem.Shape, channel, begin, end, ref smallest[channel], ref largest[channel]);
    }

    public static void FindExtremes<TElement>(
        ChannelProblem problem, int channel, int channels, long begin, long end, ReadOnlySpan<int> smallest, ReadOnlySpan<int> largest, Span<long> smallestAt, Span<long> largestAt)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
        {
            smallestAt[0] = Find((short*)problem.X, problem.Shape, channel, begin, end, smallest[0]);
            largestAt[0] = Find((short*)problem.X, problem.Shape, channel, begin, end, largest[0]);
        }
        else
        {
            smallestAt[0] = Find((int*)problem.X, problem.Shape, channel, begin, end, smallest[0]);
            largestAt[0] = Find((int*)problem.X, problem.Shape, channel, begin, end, largest[0]);
        }
    }

    private static void Widen<TKey>(TKey* x, in ChannelShape shape, int channel, long begin, long end, ref int smallest, ref int largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var (segment, start) = Math.DivRem(begin, shape.Spatial);
        while (begin < end)
        {
            var length = Math.Min(shape.Spatial - start, end - begin);
            // Whole segments go together.
            var segments = length == shape.Spatial ? (end - begin) / shape.Spatial : 1;
            OrderKeys.Widen(
                x + (segment * shape.Channels + channel) * shape.Spatial + start, length, segments, shape.Channels * shape.Spatial, ref smallest, ref largest);
            begin += segments * length;
            (segment, start) = (segment + segments, 0);
        }
    }

    /// <summary>Position of the first element with a key; −1 where there is none.</summary>
    private static long Find<TKey>(TKey* x, in ChannelShape shape, int channel, long begin, long end, int wanted)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        if (wanted == OrderKeys.None)
            return -1;
        var (segment, start) = Math.DivRem(begin, shape.Spatial);
        for (; begin < end; segment++, start = 0)
        {
            var length = Math.Min(shape.Spatial - start, end - begin);
            var found = OrderKeys.IndexOf(x + (segment * shape.Channels + channel) * shape.Spatial + start, length, TKey.CreateTruncating(wanted));
            if (found >= 0)
                return begin + found;
            begin += length;
        }

        return -1;
    }
}
