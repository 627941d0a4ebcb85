using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>The search for the few elements that reach a threshold: all pairs of lanes of some rows first, without a branch that depends on them, then what was found.</content>
internal readonly unsafe partial struct ShortSegmentLoops
{
    /// <summary>Positions up to which that pays.</summary>
    private const long MostPositionsAtOnce = 64;

    /// <summary>Pairs of lanes that are looked at before what was found is shown, where a row has no more.</summary>
    private const int PairsAtOnce = 512;

    /// <summary>Pairs of lanes of a row at most: of the narrowest width.</summary>
    private const int MostPairs = MostColumns / 16;

    [SkipLocalsInit]
    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        if (channels < ChannelsPerGroup(problem.Shape) || problem.Shape.Spatial > MostPositionsAtOnce)
        {
            for (var c = channel; c < channel + channels; c++)
                ChannelsFirstLoops.Scan<TElement, TLane, TRounding>(problem, c, 1, block, scanner);
            return;
        }

        var runs = problem.Blocks.Runs(block);
        var positions = (int)problem.Shape.Spatial;
        var pairs = channels * positions / (2 * TLane.Width);
        var bounds = stackalloc float[2 * MostColumns + PartialLane.WidestLane];
        // Loads of whole lines are as fast as two.
        bounds = (float*)(((nuint)bounds + PartialLane.WidestLane * sizeof(float) - 1) & ~(nuint)(PartialLane.WidestLane * sizeof(float) - 1));
        SetBounds<TElement, TLane>(problem.Coefficients, PairPicks<TElement, TLane>.Columns(channel, channels, positions), pairs, bounds);
        var reached = stackalloc ReachedPair[PairsAtOnce + MostPairs];
        var rows = Rows<TElement>(problem, channel);
        var pastRow = runs.FirstSegment + runs.Segments;
        var rowsAtOnce = Math.Max(1, PairsAtOnce / pairs);
        for (var row = runs.FirstSegment; row < pastRow; row += rowsAtOnce)
        {
            var found = Reached<TElement, TLane, TRounding>(rows, row, Math.Min(row + rowsAtOnce, pastRow), pairs, bounds, reached);
            for (var i = 0; i < found; i++)
                Show<TElement, TLane, TRounding>(problem, channel, reached[i], scanner);
        }
    }

    public static bool TakeLargest<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding => false;

    public static void RaiseThresholds<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        for (var c = channel; c < channel + channels; c++)
            ChannelsFirstLoops.RaiseThresholds<TElement, TLane, TRounding>(problem, c, 1, k);
    }

    /// <summary>Writes out the mean and the threshold of each element of a row: of each pair of lanes the means of both, then the thresholds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SetBounds<TElement, TLane>(ChannelCoefficients coefficients, PositionColumns columns, int pairs, float* bounds)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        for (var pair = 0; pair < pairs; pair++, bounds += 4 * TLane.Width)
        {
            columns.LoadPair<TElement, TLane>(coefficients.Centre, pair * 2 * TLane.Width, out var mean, out var meanOdd);
            columns.LoadPair<TElement, TLane>(coefficients.Threshold, pair * 2 * TLane.Width, out var threshold, out var thresholdOdd);
            TLane.StoreSingle(bounds, mean);
            TLane.StoreSingle(bounds + TLane.Width, meanOdd);
            TLane.StoreSingle(bounds + 2 * TLane.Width, threshold);
            TLane.StoreSingle(bounds + 3 * TLane.Width, thresholdOdd);
        }
    }

    /// <summary>The pairs of lanes of some rows with elements that reach the threshold, in order.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Reached<TElement, TLane, TRounding>(in RowTensors tensors, long start, long end, int pairs, float* bounds, ReachedPair* reached)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = tensors.X;
        var found = 0;
        for (var row = start; row < end; row++)
        {
            var index = row * tensors.Stride;
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
    private static void Show<TElement, TLane, TRounding>(ChannelProblem problem, int channel, ReachedPair pair, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var elements = PairPicks<TElement, TLane>.InOrder(pair.Elements);
        for (; elements != 0; elements &= elements - 1)
        {
            var column = pair.Pair * 2 * TLane.Width + BitOperations.TrailingZeroCount(elements);
            var positions = (int)problem.Shape.Spatial;
            var (ofGroup, position) = Math.DivRem(column, positions);
            var c = channel + ofGroup;
            var index = (pair.Row * problem.Shape.Channels + channel) * positions + column;
            var d = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(problem.X, index)), new FloatLane(problem.Coefficients.Centre[c])).Value;
            // The scanner may have raised it meanwhile.
            if (MathF.Abs(d) >= problem.Coefficients.Threshold[c])
                scanner.Take(c, pair.Row * positions + position, d, problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, index));
        }
    }

    /// <summary>A pair of lanes with elements that reach the threshold.</summary>
    /// <param name="Row">Sample.</param>
    /// <param name="Pair">Which of the row's.</param>
    /// <param name="Elements">Bit i is set where element i of the first lane does, or element i − Width of the second.</param>
    private readonly record struct ReachedPair(long Row, int Pair, uint Elements);
}
