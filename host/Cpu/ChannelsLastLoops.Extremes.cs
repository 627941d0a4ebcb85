using System.Numerics;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsLastLoops
{
    public static void Extremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, int* smallest, int* largest)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            Widen((short*)problem.X, problem.Shape, channel, channels, begin, end, smallest, largest);
        else
            Widen((int*)problem.X, problem.Shape, channel, channels, begin, end, smallest, largest);
    }

    public static void FindExtremes<TElement>(
        ChannelProblem problem, int channel, int channels, long begin, long end, ReadOnlySpan<int> smallest, ReadOnlySpan<int> largest, Span<long> smallestAt, Span<long> largestAt)
        where TElement : struct, IElement
    {
        smallestAt.Fill(-1);
        largestAt.Fill(-1);
        if (TElement.Size == sizeof(short))
            Find((short*)problem.X, problem.Shape, channel, channels, begin, end, smallest, largest, smallestAt, largestAt);
        else
            Find((int*)problem.X, problem.Shape, channel, channels, begin, end, smallest, largest, smallestAt, largestAt);
    }

    private static void Widen<TKey>(TKey* x, in ChannelShape shape, int channel, int channels, long begin, long end, int* smallest, int* largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var width = Vector256<TKey>.Count;
        var lows = stackalloc TKey[2 * width];
        var highs = lows + width;
        for (var first = channel; first < channel + channels; first += width)
        {
            var columns = Math.Min(width, channel + channels - first);
            var whole = Math.Clamp(WholeRows(shape, first, width), begin, end);
            if (whole > begin)
            {
                OrderKeys.OfColumns(x + begin * shape.Channels + first, whole - begin, shape.Channels, lows, highs);
            }
            else
            {
                new Span<TKey>(lows, width).Fill(TKey.MaxValue);
                new Span<TKey>(highs, width).Fill(TKey.MinValue);
            }

            for (var row = whole; row < end; row++)
            {
                for (var i = 0; i < columns; i++)
                {
                    var key = OrderKeys.Key(x[row * shape.Channels + first + i]);
                    (lows[i], highs[i]) = (TKey.Min(lows[i], key), TKey.Max(highs[i], key));
                }
            }

            for (var i = 0; i < columns; i++)
                (smallest[first + i], largest[first + i]) = (int.CreateTruncating(lows[i]), int.CreateTruncating(highs[i]));
        }
    }

    private static void Find<TKey>(
        TKey* x, ChannelShape shape, int channel, int channels, long begin, long end, ReadOnlySpan<int> smallest, ReadOnlySpan<int> largest, Span<long> smallestAt, Span<long> largestAt)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var width = Vector256<TKey>.Count;
        var lows = stackalloc TKey[4 * width];
        var highs = lows + width;
        var lowsAt = lows + 2 * width;
        var highsAt = lows + 3 * width;
        for (var column = 0; column < channels; column += width)
        {
            // No key is the type's smallest number, which stands for what is not sought.
            new Span<TKey>(lows, 2 * width).Fill(TKey.MinValue);
            new Span<TKey>(lowsAt, 2 * width).Fill(-TKey.One);
            var columns = Math.Min(width, channels - column);
            var isWanted = false;
            for (var i = 0; i < columns; i++)
            {
                (lows[i], highs[i]) = (TKey.CreateSaturating(smallest[column + i]), TKey.CreateSaturating(largest[column + i]));
                isWanted |= lows[i] != TKey.MinValue || highs[i] != TKey.MinValue;
            }

            if (!isWanted)
                continue;
            var source = x + channel + column;
            var whole = Math.Clamp(WholeRows(shape, channel + column, width), begin, end);
            if (whole > begin)
                OrderKeys.RowsOf(source + begin * shape.Channels, whole - begin, shape.Channels, lows, highs, lowsAt, highsAt);
            for (var i = 0; i < columns; i++)
            {
                smallestAt[column + i] = FirstRow(lows[i], lowsAt[i], i);
                largestAt[column + i] = FirstRow(highs[i], highsAt[i], i);
            }

            long FirstRow(TKey wanted, TKey at, int i)
            {
                if (!TKey.IsNegative(at))
                    return begin + long.CreateTruncating(at);
                for (var row = whole; row < end; row++)
                {
                    if (OrderKeys.Key(source[row * shape.Channels + i]) == wanted)
                        return row;
                }

                return -1;
            }
        }
    }
}
