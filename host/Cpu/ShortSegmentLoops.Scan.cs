using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>The search for the few elements that reach a threshold.</content>
internal readonly unsafe partial struct ShortSegmentLoops
{
    /// <summary>Positions up to which a search along rows pays.</summary>
    private const long MostPositionsAlongRows = 64;

    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        if (channels < ChannelsPerGroup(problem.Shape) || problem.Shape.Spatial > MostPositionsAlongRows)
        {
            for (var c = channel; c < channel + channels; c++)
                ChannelsFirstLoops.Scan<TElement, TLane, TRounding>(problem, c, 1, block, scanner);
            return;
        }

        var runs = problem.Blocks.Runs(block);
        var positions = (int)problem.Shape.Spatial;
        RowSearch.Scan<TElement, TLane, TRounding, PositionColumns>(
            Rows<TElement>(problem, channel), PairPicks<TElement, TLane>.Columns(channel, channels, positions), 0, channels * positions,
            runs.FirstSegment, runs.FirstSegment + runs.Segments, scanner);
    }

    [SkipLocalsInit]
    public static void RaiseThresholds<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        // The maxima of a lane of channels are put in order together.
        var maxima = stackalloc float[TLane.Width * ChannelsFirstLoops.MostMaxima];
        var rows = stackalloc float[TLane.Width * ChannelsFirstLoops.MostMaxima];
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var present = Math.Min(TLane.Width, channel + channels - first);
            var count = 0;
            for (var i = 0; i < present; i++)
                count = ChannelsFirstLoops.Maxima<TElement, TLane, TRounding>(problem, first + i, k, maxima + i * ChannelsFirstLoops.MostMaxima);
            for (var row = 0; row < count; row++)
                TLane.StoreSingle(rows + row * TLane.Width, TLane.Gather(maxima + row, ChannelsFirstLoops.MostMaxima));
            if (count > 0)
                KthLargest.OfColumns<TLane>(rows, TLane.Width, count, (int)k, present, problem.Coefficients.Threshold + first);
        }
    }
}
