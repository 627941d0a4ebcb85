using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>The search for the few elements that reach a threshold: every lane of a block first, without a branch that depends on them, then what was found.</content>
internal readonly unsafe partial struct ShortSegmentLoops
{
    private const int NarrowestLane = 8;

    /// <summary>Lanes of a channel's block, at most: of the narrowest width, and a part of one at the end of each segment.</summary>
    private const int MostLanes = (int)(BlockPlan.ElementsPerBlock / NarrowestLane + BlockPlan.RowsPerBlock);

    /// <summary>Positions up to which that pays.</summary>
    private const long MostPositionsAtOnce = 64;

    [SkipLocalsInit]
    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var shape = problem.Shape;
        if (shape.Spatial > MostPositionsAtOnce)
        {
            for (var c = channel; c < channel + channels; c++)
                ChannelsFirstLoops.Scan<TElement, TLane, TRounding>(problem, c, 1, block, scanner);
            return;
        }

        var runs = problem.Blocks.Runs(block);
        var reached = stackalloc ReachedLane[MostLanes];
        for (var c = channel; c < channel + channels; c++)
        {
            var mean = new FloatLane(problem.Coefficients.Centre[c]);
            var threshold = problem.Coefficients.Threshold + c;
            var found = Reached<TElement, TLane, TRounding>(problem, c, runs, TLane.Broadcast(mean.Value), TLane.Broadcast(*threshold), reached);
            for (var lane = 0; lane < found; lane++)
            {
                for (var elements = reached[lane].Elements; elements != 0; elements &= elements - 1)
                {
                    var offset = reached[lane].Offset + BitOperations.TrailingZeroCount(elements);
                    var index = (reached[lane].Segment * (long)shape.Channels + c) * shape.Spatial + offset;
                    var d = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(problem.X, index)), mean).Value;
                    // The scanner may have raised it meanwhile.
                    if (MathF.Abs(d) >= *threshold)
                        scanner.Take(c, reached[lane].Segment * shape.Spatial + offset, d, problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, index));
                }
            }
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

    /// <summary>The lanes of a channel's block with elements that reach the threshold, in order.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Reached<TElement, TLane, TRounding>(ChannelProblem problem, int channel, BlockRuns runs, TLane mean, TLane threshold, ReachedLane* reached)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = problem.X;
        var length = (int)problem.Shape.Spatial;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var start = runs.FirstSegment * stride + channel * problem.Shape.Spatial;
        // A lane may run on into the neighbour, but not past the tensor.
        var last = problem.Shape.Count - TLane.Width;
        var found = 0;
        for (var segment = (int)runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++, start += stride)
        {
            for (var offset = 0; offset < length; offset += TLane.Width)
            {
                var index = Math.Min(start + offset, last);
                var d = TRounding.Round(TElement.LoadMinus(x, index, mean));
                var elements = TLane.AtLeast(TLane.Abs(d), threshold) >> (int)(start + offset - index);
                elements &= (uint)((1UL << Math.Min(TLane.Width, length - offset)) - 1);
                reached[found] = new ReachedLane(segment, offset, elements);
                found += elements == 0 ? 0 : 1;
            }
        }

        return found;
    }

    /// <summary>A lane with elements that reach the threshold.</summary>
    /// <param name="Segment">Segment.</param>
    /// <param name="Offset">Position of the lane's first element in it.</param>
    /// <param name="Elements">Bit i is set where element i does.</param>
    private readonly record struct ReachedLane(int Segment, int Offset, uint Elements);
}
