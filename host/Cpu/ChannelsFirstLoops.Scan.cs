using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The search for the few elements that reach a threshold.</summary>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    /// <summary>Elements that a first threshold is taken from.</summary>
    private const long ElementsForThreshold = 4096;

    /// <summary>Parts of them, of which each gives the maxima of two lanes, at most.</summary>
    private const int MostParts = 8;

    /// <summary>Maxima at most.</summary>
    public const int MostMaxima = MostParts * 2 * PartialLane.WidestLane;

    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var runs = problem.Blocks.Runs(block);
        var mean = TLane.Broadcast(problem.Coefficients.Centre[channel]);
        var deviations = stackalloc float[TLane.Width];
        var place = new ScanPlace(runs.FirstSegment, 0);
        while (FirstReached<TElement, TLane, TRounding>(problem, channel, runs, ref place, mean, TLane.Broadcast(problem.Coefficients.Threshold[channel])))
        {
            var index = (place.Segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start + place.Offset;
            var count = (int)Math.Min(TLane.Width, runs.Length - place.Offset);
            var x = count == TLane.Width ? TElement.Load<TLane>(problem.X, index) : PartialLane.Load<TElement, TLane>(problem.X, index, count, mean);
            var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
            TLane.StoreSingle(deviations, d);
            var reached = TLane.AtLeast(TLane.Abs(d), TLane.Broadcast(problem.Coefficients.Threshold[channel])) & (uint)((1L << count) - 1);
            for (; reached != 0; reached &= reached - 1)
            {
                var element = BitOperations.TrailingZeroCount(reached);
                var dy = problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, index + element);
                scanner.Take(channel, index + element, deviations[element], dy);
            }

            place.Offset += TLane.Width;
        }
    }

    public static void RaiseThresholds<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var maxima = stackalloc float[MostMaxima];
        var count = Maxima<TElement, TLane, TRounding>(problem, channel, k, maxima);
        if (count > 0)
            problem.Coefficients.Threshold[channel] = KthLargest.Of<TLane>(maxima, count, (int)k);
    }

    /// <summary>The largest |d| of each of some parts of a channel, of which none shares an element with another.</summary>
    /// <param name="problem">Where it lies.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="k">How many are asked for at least.</param>
    /// <param name="maxima">Receives them: <see cref="MostMaxima"/> at most.</param>
    /// <returns>How many there are; 0 where there are not so many.</returns>
    public static int Maxima<TElement, TLane, TRounding>(ChannelProblem problem, int channel, long k, float* maxima)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        // Of twice as many maxima as are asked for, or of two lanes, the k-th is close to the k-th of all.
        var parts = k <= 2 * TLane.Width ? 1 : (k + TLane.Width - 1) / TLane.Width;
        if (parts > MostParts)
            return 0;
        var elements = FirstElements(problem.Blocks.Runs(0));
        var bySegments = elements.Segments >= parts;
        var part = bySegments ? elements with { Segments = elements.Segments / parts } : elements with { Length = elements.Length / parts };
        for (var i = 0; i < parts; i++)
        {
            LaneMaxima<TElement, TLane, TRounding>(problem, channel, part, maxima + i * 2 * TLane.Width);
            part = bySegments ? part with { FirstSegment = part.FirstSegment + part.Segments } : part with { Start = part.Start + part.Length };
        }

        return (int)parts * 2 * TLane.Width;
    }

    /// <summary>Some elements at the beginning of a block: enough for a first threshold.</summary>
    private static BlockRuns FirstElements(BlockRuns runs)
    {
        var length = Math.Min(runs.Length, ElementsForThreshold);
        return runs with { Segments = Math.Min(runs.Segments, ElementsForThreshold / length), Length = length };
    }

    /// <summary>Goes on to the next lane of a block with an element that reaches the threshold; a tail stands for a lane.</summary>
    /// <returns>Whether there is one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool FirstReached<TElement, TLane, TRounding>(ChannelProblem problem, int channel, BlockRuns runs, ref ScanPlace place, TLane mean, TLane threshold)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var constants = TElement.Constants<TLane>();
        var x = problem.X;
        var offset = place.Offset;
        for (var segment = place.Segment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var start = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            for (; offset <= runs.Length - 2 * TLane.Width; offset += 2 * TLane.Width)
            {
                TElement.LoadPairMinus(x, start + offset, constants, mean, mean, out var d, out var dOdd);
                if (TLane.AtLeast(TLane.Abs(TLane.MaxMagnitude(TRounding.Round(d), TRounding.Round(dOdd))), threshold) != 0)
                    break;
            }

            for (; offset <= runs.Length - TLane.Width; offset += TLane.Width)
            {
                var d = Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, start + offset), mean);
                if (TLane.AtLeast(TLane.Abs(d), threshold) != 0)
                {
                    place = new ScanPlace(segment, offset);
                    return true;
                }
            }

            if (offset < runs.Length)
            {
                place = new ScanPlace(segment, offset);
                // A tail is looked at together with its neighbours, and alone only where one of them reaches the threshold.
                if (runs.Length < TLane.Width)
                    return true;
                var tail = Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, start + runs.Length - TLane.Width), mean);
                if (TLane.AtLeast(TLane.Abs(tail), threshold) != 0)
                    return true;
            }

            offset = 0;
        }

        return false;
    }

    /// <summary>The largest |d| in each element of two lanes, over the whole lanes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LaneMaxima<TElement, TLane, TRounding>(ChannelProblem problem, int channel, BlockRuns runs, float* maxima)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = problem.X;
        var mean = TLane.Broadcast(problem.Coefficients.Centre[channel]);
        var (even, odd) = (TLane.Broadcast(0), TLane.Broadcast(0));
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        for (var segment = 0; segment < runs.Segments; segment++, start += stride)
        {
            for (var index = start; index <= start + runs.Length - TLane.Width; index += TLane.Width)
            {
                even = TLane.Max(even, TLane.Abs(Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, index), mean)));
                (even, odd) = (odd, even);
            }
        }

        TLane.StoreSingle(maxima, even);
        TLane.StoreSingle(maxima + TLane.Width, odd);
    }

    /// <summary>Where a scan stands.</summary>
    /// <param name="Segment">Segment.</param>
    /// <param name="Offset">Elements of its run that have been looked at.</param>
    private record struct ScanPlace(long Segment, long Offset);
}
