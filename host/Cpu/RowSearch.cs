using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The search of rows for the few elements that reach the threshold of their channel. Rounding keeps order, so those are the elements up to one bound and from another on:
/// a comparison of <see cref="OrderKeys"/>, for which nothing is widened. All registers of some rows come first, without a branch that depends on them, then what was found.
/// </summary>
internal static unsafe class RowSearch
{
    /// <summary>Columns that are searched together, at most.</summary>
    public const int MostColumns = 4096;

    /// <summary>Registers that are looked at before what was found is shown, where a row has no more.</summary>
    private const int RegistersAtOnce = 512;

    /// <summary>Registers of a row at most: of the fewest keys.</summary>
    private const int MostRegisters = MostColumns / 8;

    /// <summary>What rounding can take off |x − mean|, of |mean| + threshold: some units of FP32.</summary>
    private const float SingleSlack = 1f / (1 << 22);

    /// <summary>The same where each step is rounded to half, and besides it half of the smallest half.</summary>
    private const float HalfSlack = 1f / (1 << 10);
    private const float SmallestSlack = 1f / (1 << 24);

    /// <summary>Shows a scanner the elements of rows start … end − 1 that reach the threshold of their channel, in the order of rows and columns.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="columns">Whose they are.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="pastColumn">One past the last: whole pairs of lanes, <see cref="MostColumns"/> at most.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="scanner">Sees them.</param>
    public static void Scan<TElement, TLane, TRounding, TColumns>(
        in RowTensors tensors, TColumns columns, int firstColumn, int pastColumn, long start, long end, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
    {
        // Keys are of all elements, so those that are proven finite need no search of their own; a bound may lie beyond the largest half.
        switch (TElement.Size, TLane.Width == Vector512<float>.Count)
        {
            case (sizeof(short), true):
                Scan<HalfElement, TLane, TRounding, TColumns, KeyRegister512<short>, short>(tensors, columns, firstColumn, pastColumn, start, end, scanner);
                break;
            case (sizeof(short), false):
                Scan<HalfElement, TLane, TRounding, TColumns, KeyRegister256<short>, short>(tensors, columns, firstColumn, pastColumn, start, end, scanner);
                break;
            case (_, true):
                Scan<SingleElement, TLane, TRounding, TColumns, KeyRegister512<int>, int>(tensors, columns, firstColumn, pastColumn, start, end, scanner);
                break;
            default:
                Scan<SingleElement, TLane, TRounding, TColumns, KeyRegister256<int>, int>(tensors, columns, firstColumn, pastColumn, start, end, scanner);
                break;
        }
    }

    [SkipLocalsInit]
    private static void Scan<TElement, TLane, TRounding, TColumns, TRegister, TKey>(
        in RowTensors tensors, TColumns columns, int firstColumn, int pastColumn, long start, long end, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var searched = pastColumn - firstColumn;
        var registers = searched / TRegister.Width;
        var memory = stackalloc TKey[2 * MostColumns + TRegister.Width];
        // Loads that lie in one line of the cache are as fast as two.
        var line = (nuint)(TRegister.Width * sizeof(TKey));
        var froms = (TKey*)(((nuint)memory + line - 1) & ~(line - 1));
        var spans = froms + searched;
        SetBounds<TElement, TLane, TRounding, TColumns, TRegister, TKey>(tensors.Coefficients, columns, firstColumn, searched, froms, spans);
        var reached = stackalloc ReachedElements[RegistersAtOnce + MostRegisters];
        var rowsAtOnce = Math.Max(1, RegistersAtOnce / registers);
        for (var row = start; row < end; row += rowsAtOnce)
        {
            var found = Reached<TRegister, TKey>((TKey*)tensors.X + firstColumn, tensors.Stride, row, Math.Min(row + rowsAtOnce, end), searched, froms, spans, reached);
            Show<TElement, TRounding, TColumns>(tensors, columns, row, firstColumn, registers, TRegister.Width, new ReadOnlySpan<ReachedElements>(reached, found), scanner);
        }
    }

    /// <summary>Writes out what each column's keys are compared with. It may let pass an element too many, as <see cref="Show"/> looks again.</summary>
    /// <param name="coefficients">Means and thresholds.</param>
    /// <param name="columns">Whose the columns are.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="count">Columns.</param>
    /// <param name="froms">Receives what is taken off a key: then a key between the bounds is below the span as an unsigned number, and those outside are not.</param>
    /// <param name="spans">Receives the spans. Both are moved by half the numbers there are, so that the comparison is one of signed ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SetBounds<TElement, TLane, TRounding, TColumns, TRegister, TKey>(
        ChannelCoefficients coefficients, TColumns columns, int firstColumn, int count, TKey* froms, TKey* spans)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var constants = TElement.Constants<TLane>();
        for (var column = 0; column < count; column += 2 * TLane.Width)
        {
            columns.LoadPair<TElement, TLane>(coefficients.Centre, firstColumn + column, out var mean, out var meanOdd);
            columns.LoadPair<TElement, TLane>(coefficients.Threshold, firstColumn + column, out var threshold, out var thresholdOdd);
            var (reach, reachOdd) = (Reach<TLane, TRounding>(mean, threshold), Reach<TLane, TRounding>(meanOdd, thresholdOdd));
            TElement.StorePair(froms, column, constants, mean - reach, meanOdd - reachOdd);
            TElement.StorePair(spans, column, constants, mean + reach, meanOdd + reachOdd);
        }

        var infinity = TRegister.Broadcast(OrderKeys.Infinity<TKey>());
        var minusInfinity = TRegister.Broadcast(-OrderKeys.Infinity<TKey>());
        var (least, most) = (TRegister.Broadcast(TKey.MinValue), TRegister.Broadcast(TKey.MaxValue));
        for (var column = 0; column < count; column += TRegister.Width)
        {
            var lower = TRegister.Keys(TRegister.Load(froms + column));
            var upper = TRegister.Keys(TRegister.Load(spans + column));
            // NaN, which nothing reaches, may lie on the wrong side.
            lower = TRegister.WhereLess(infinity, lower, least, lower) + TRegister.Broadcast(TKey.One);
            upper = TRegister.Max(TRegister.WhereLess(upper, minusInfinity, most, upper), lower);
            TRegister.Store(lower + least, froms + column);
            TRegister.Store(upper - lower + least, spans + column);
        }
    }

    /// <summary>A little less than the distance from the mean that an element must have to reach the threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Reach<TLane, TRounding>(TLane mean, TLane threshold)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var reach = TLane.SubtractProduct(threshold, TLane.Abs(mean) + threshold, TLane.Broadcast(TRounding.ToHalf ? HalfSlack : SingleSlack));
        return TRounding.ToHalf ? reach - TLane.Broadcast(SmallestSlack) : reach;
    }

    /// <summary>The registers of some rows with elements that reach the threshold, in order.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Reached<TRegister, TKey>(TKey* x, long stride, long start, long end, nint columns, TKey* froms, TKey* spans, ReachedElements* reached)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var found = 0;
        var place = 0;
        for (x += start * stride; start < end; start++, x += stride)
        {
            for (nint column = 0; column < columns; column += TRegister.Width, place++)
            {
                var keys = TRegister.Keys(TRegister.Load(x + column));
                var elements = TRegister.AtLeast(keys - TRegister.Load(froms + column), TRegister.Load(spans + column));
                reached[found] = new ReachedElements(place, elements);
                found += elements == 0 ? 0 : 1;
            }
        }

        return found;
    }

    /// <summary>Shows a scanner the elements of registers, in order.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="columns">Whose they are.</param>
    /// <param name="row">First row that was looked at.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="registers">Registers of a row.</param>
    /// <param name="width">Columns of a register.</param>
    /// <param name="reached">What was found in them.</param>
    /// <param name="scanner">Sees it.</param>
    private static void Show<TElement, TRounding, TColumns>(
        in RowTensors tensors, TColumns columns, long row, int firstColumn, int registers, int width, ReadOnlySpan<ReachedElements> reached, IScanner scanner)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
    {
        void* x = tensors.X, gradient = tensors.Gradient;
        float* centre = tensors.Coefficients.Centre, threshold = tensors.Coefficients.Threshold;
        var rowIndex = row * tensors.Stride;
        var place = 0;
        foreach (var found in reached)
        {
            for (; found.Place - place >= registers; place += registers)
                rowIndex += tensors.Stride;
            var registerColumn = firstColumn + (found.Place - place) * width;
            for (var elements = found.Elements; elements != 0; elements &= elements - 1)
            {
                var column = registerColumn + BitOperations.TrailingZeroCount(elements);
                var channel = columns.Channel(column);
                var index = rowIndex + column;
                var d = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(x, index)), new FloatLane(centre[channel])).Value;
                // The scanner may have raised it meanwhile.
                if (MathF.Abs(d) >= threshold[channel])
                    scanner.Take(channel, tensors.First + index, d, gradient == null ? 0 : TElement.LoadOne(gradient, index));
            }
        }
    }

    /// <summary>A register with elements that reach the threshold.</summary>
    /// <param name="Place">How many were looked at before it.</param>
    /// <param name="Elements">Bit i is set where element i does.</param>
    private readonly record struct ReachedElements(int Place, uint Elements);
}
