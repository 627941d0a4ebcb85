using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>The search for the few elements that reach a threshold: all pairs of lanes of some rows first, without a branch that depends on them, then what was found.</content>
internal static unsafe partial class RowPairLoops
{
    /// <summary>Columns that are searched together, at most.</summary>
    public const int MostScannedColumns = 4096;

    /// <summary>Pairs of lanes that are looked at before what was found is shown, where a row has no more.</summary>
    private const int PairsAtOnce = 512;

    /// <summary>Pairs of lanes of a row at most: of the narrowest width.</summary>
    private const int MostPairs = MostScannedColumns / 16;

    /// <summary>Shows a scanner the elements of rows start … end − 1 that reach the threshold of their channel, in the order of rows and columns.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="columns">Whose they are.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="pastColumn">One past the last: whole pairs of lanes, <see cref="MostScannedColumns"/> at most.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="scanner">Sees them.</param>
    [SkipLocalsInit]
    public static void Scan<TElement, TLane, TRounding, TColumns>(
        in RowTensors tensors, TColumns columns, int firstColumn, int pastColumn, long start, long end, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
    {
        const nuint line = PartialLane.WidestLane * sizeof(float);
        var memory = stackalloc float[2 * MostScannedColumns + PartialLane.WidestLane];
        // Loads that lie in one line of the cache are as fast as two.
        var bounds = (float*)(((nuint)memory + line - 1) & ~(line - 1));
        var pairs = (pastColumn - firstColumn) / (2 * TLane.Width);
        SetBounds<TElement, TLane, TColumns>(tensors.Coefficients, columns, firstColumn, pairs, bounds);
        var reached = stackalloc ReachedPair[PairsAtOnce + MostPairs];
        var rowsAtOnce = Math.Max(1, PairsAtOnce / pairs);
        for (var row = start; row < end; row += rowsAtOnce)
        {
            var found = Reached<TElement, TLane, TRounding>(tensors, firstColumn, row, Math.Min(row + rowsAtOnce, end), pairs, bounds, reached);
            for (var i = 0; i < found; i++)
                Show<TElement, TLane, TRounding, TColumns>(tensors, columns, firstColumn, reached[i], scanner);
        }
    }

    /// <summary>Writes out the mean and the threshold of each column: of each pair of lanes the means of both, then the thresholds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SetBounds<TElement, TLane, TColumns>(ChannelCoefficients coefficients, TColumns columns, int firstColumn, int pairs, float* bounds)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TColumns : struct, IColumns
    {
        for (var pair = 0; pair < pairs; pair++, bounds += 4 * TLane.Width)
        {
            var column = firstColumn + pair * 2 * TLane.Width;
            columns.LoadPair<TElement, TLane>(coefficients.Centre, column, out var mean, out var meanOdd);
            columns.LoadPair<TElement, TLane>(coefficients.Threshold, column, out var threshold, out var thresholdOdd);
            TLane.StoreSingle(bounds, mean);
            TLane.StoreSingle(bounds + TLane.Width, meanOdd);
            TLane.StoreSingle(bounds + 2 * TLane.Width, threshold);
            TLane.StoreSingle(bounds + 3 * TLane.Width, thresholdOdd);
        }
    }

    /// <summary>The pairs of lanes of some rows with elements that reach the threshold, in order.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Reached<TElement, TLane, TRounding>(in RowTensors tensors, int firstColumn, long start, long end, int pairs, float* bounds, ReachedPair* reached)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = tensors.X;
        var found = 0;
        for (var row = start; row < end; row++)
        {
            var index = row * tensors.Stride + firstColumn;
            var bound = bounds;
            for (var pair = 0; pair < pairs; pair++, index += 2 * TLane.Width, bound += 4 * TLane.Width)
            {
                TElement.LoadPairMinus(x, index, TLane.LoadSingle(bound), TLane.LoadSingle(bound + TLane.Width), out var d, out var dOdd);
                var elements = TLane.AtLeast(TLane.Abs(TRounding.Round(d)), TLane.LoadSingle(bound + 2 * TLane.Width))
                    | TLane.AtLeast(TLane.Abs(TRounding.Round(dOdd)), TLane.LoadSingle(bound + 3 * TLane.Width)) << TLane.Width;
                reached[found] = new ReachedPair(row, pair, elements);
                found += elements == 0 ? 0 : 1;
            }
        }

        return found;
    }

    /// <summary>Shows a scanner the elements of a pair of lanes, in order.</summary>
    private static void Show<TElement, TLane, TRounding, TColumns>(in RowTensors tensors, TColumns columns, int firstColumn, ReachedPair pair, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TColumns : struct, IColumns
    {
        var elements = PairPicks<TElement, TLane>.InOrder(pair.Elements);
        for (; elements != 0; elements &= elements - 1)
        {
            var column = firstColumn + pair.Pair * 2 * TLane.Width + BitOperations.TrailingZeroCount(elements);
            var (channel, position) = columns.At(pair.Row, column);
            var index = pair.Row * tensors.Stride + column;
            var d = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(tensors.X, index)), new FloatLane(tensors.Coefficients.Centre[channel])).Value;
            // The scanner may have raised it meanwhile.
            if (MathF.Abs(d) >= tensors.Coefficients.Threshold[channel])
                scanner.Take(channel, position, d, tensors.Gradient == null ? 0 : TElement.LoadOne(tensors.Gradient, index));
        }
    }

    /// <summary>A pair of lanes with elements that reach the threshold.</summary>
    /// <param name="Row">Its row.</param>
    /// <param name="Pair">Which of the row's.</param>
    /// <param name="Elements">Bit i is set where element i of the first lane does, or element i − Width of the second.</param>
    private readonly record struct ReachedPair(long Row, int Pair, uint Elements);
}
