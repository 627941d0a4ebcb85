using System.Numerics;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsLastLoops
{
    public static void Extremes<TElement, TPlaces>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
        where TPlaces : struct, IPlaces
    {
        if (TElement.Size == sizeof(short))
            Extremes<short, TPlaces>((short*)problem.X, problem.Shape, channel, channels, begin, end, extremes);
        else
            Extremes<int, TPlaces>((int*)problem.X, problem.Shape, channel, channels, begin, end, extremes);
    }

    private static void Extremes<TKey, TPlaces>(TKey* x, in ChannelShape shape, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var past = channel + channels;
        var spare = stackalloc int[ChannelExtremes.Rows * KeyRegister256<TKey>.Width];
        for (var first = channel; first < past;)
        {
            var isWide = Vector512.IsHardwareAccelerated && first + KeyRegister512<TKey>.Width <= past;
            var width = isWide ? KeyRegister512<TKey>.Width : KeyRegister256<TKey>.Width;
            var columns = Math.Min(width, past - first);
            var ofColumns = columns == width ? extremes.From(first) : new ChannelExtremes(spare, width);
            var whole = Math.Clamp(WholeRows(shape, first, width), begin, end);
            var source = x + begin * shape.Channels + first;
            if (isWide && whole > begin)
                ColumnEnds.Take<KeyRegister512<TKey>, TKey, TPlaces>(source, whole - begin, shape.Channels, ofColumns);
            else if (whole > begin)
                ColumnEnds.Take<KeyRegister256<TKey>, TKey, TPlaces>(source, whole - begin, shape.Channels, ofColumns);
            for (var i = 0; i < columns && (whole < end || columns < width); i++)
            {
                var ends = whole > begin ? ofColumns[i] : FirstEnds.None;
                for (var row = whole; row < end; row++)
                    ends = ends.Then(FirstEnds.Of(int.CreateTruncating(OrderKeys.Key(x[row * shape.Channels + first + i])), row - begin));
                extremes.Set(first + i, ends);
            }

            first += width;
        }
    }
}
