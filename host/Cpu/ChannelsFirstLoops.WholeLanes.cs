using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <content>
/// Outputs of whole lanes, past the cache: alone, or beside the first reduction of the next channel. While memory takes in the one it gives out the other, and the core adds what arrives.
/// </content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    /// <summary>Whether every lane of the runs starts on a lane's boundary in memory, and none is partial.</summary>
    private static bool StartsLanes<TElement, TLane>(ChannelProblem problem, long start, BlockRuns runs)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane> =>
        runs.Length % TLane.Width == 0
        && (runs.Segments == 1 || problem.Shape.Channels * problem.Shape.Spatial % TLane.Width == 0)
        && (nuint)((byte*)problem.Output + start * TElement.Size) % (nuint)(TLane.Width * TElement.Size) == 0;

    /// <summary>
    /// Whether the next channel's first input is fetched while one leaves the cache: if there is room for both. A second input comes while there are sums to hide behind. Where there is no
    /// room, the next segment comes nearer.
    /// </summary>
    private static bool FetchesNext<TElement, TLane, TMap>(ChannelProblem problem)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane> =>
        ((TMap.ReadsX ? 1 : 0) + (TMap.ReadsGradient ? 1 : 0) + 1) * problem.Shape.CountPerChannel * TElement.Size <= SecondLevelCache.RoomToFetch;

    /// <summary>Runs of whole lanes on their boundaries, past the cache. An ordinary store at their ends would fetch back a line that has just left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapWholeLanes<TElement, TLane, TMap>(ChannelProblem problem, int channel, long start, BlockRuns runs, bool fetchesNext)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var constants = TElement.ConstantsInRegisters<TLane>();
        var x = problem.X;
        var dy = problem.Gradient;
        var output = problem.Output;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var map = TMap.Start<TElement, OneChannel>(problem.Coefficients, new OneChannel(channel));
        // Elements from what is mapped to what is fetched.
        var ahead = fetchesNext ? problem.Shape.Spatial : stride;
        var count = problem.Shape.Count;
        for (var segment = 0; segment < runs.Segments; segment++, start += stride)
        {
            var xAhead = AheadWithin<TElement>(x, count, start, ahead);
            var dyAhead = AheadWithin<TElement>(dy, count, start, ahead);
            Pages.MeetRest<TElement>(output, start + stride, runs.Length);
            if (fetchesNext)
                Pages.MeetRest<TElement>(TMap.ReadsX ? xAhead : dyAhead, start + stride, runs.Length);
            var index = start;
            var end = start + runs.Length;
            // Pairs start on their own boundary; what is left at either end goes alone.
            if ((nuint)((byte*)output + index * TElement.Size) % (nuint)(2 * TLane.Width * TElement.Size) != 0)
            {
                TElement.Stream(output, index, map.Apply<TElement>(x, dy, index));
                index += TLane.Width;
            }

            for (var last = end - 2 * TLane.Width; index <= last; index += 2 * TLane.Width)
            {
                if (TMap.ReadsX)
                    PrefetchPair<TElement, TLane>(xAhead, index);
                else if (TMap.ReadsGradient)
                    PrefetchPair<TElement, TLane>(dyAhead, index);
                TMap.ApplyPair<TElement>(map, map, x, dy, index, constants, out var first, out var second);
                TElement.StreamPair(output, index, constants, first, second);
            }

            if (index < end)
            {
                TElement.Stream(output, index, map.Apply<TElement>(x, dy, index));
            }
        }
    }

    /// <summary>The lines of a pair of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchPair<TElement, TLane>(byte* memory, long index)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        if (!Sse.IsSupported)
            return;
        for (var line = 0; line < 2 * TLane.Width * TElement.Size; line += CacheLine)
            Sse.Prefetch0(memory + index * TElement.Size + line);
    }

    /// <summary>Whether <see cref="MapAndReduceNext"/> is there for a problem, and worth it: both channels have room in the cache, so that the next is there when it is looked at again.</summary>
    public static bool Overlaps<TElement, TLane>(ChannelProblem problem)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var shape = problem.Shape;
        // Pairs of what is mapped and of what is reduced must come to an end together: there is one of a run's lanes left over, or none.
        var lanes = shape.Spatial % (2 * TLane.Width) == 0 ? 2 : 1;
        var aligned = shape.Spatial % (lanes * TLane.Width) == 0 && (nuint)problem.Output % (nuint)(lanes * TLane.Width * TElement.Size) == 0;
        return TElement.Streams && problem.OutgrowsCache && Sse.IsSupported && aligned
            && (lanes == 2 || problem.Blocks.Runs(0).Length == shape.Spatial)
            && 2 * shape.CountPerChannel * TElement.Size <= SecondLevelCache.Size;
    }

    /// <summary>Computes the output of one block of a channel, and reduces the same block of the next, whose totals go to totals[t·C + channel + 1].</summary>
    [SkipLocalsInit]
    public static void MapAndReduceNext<TElement, TLane, TMap, TReducer>(ChannelProblem problem, int channel, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var next = channel + 1;
        var reducer = TReducer.Start(problem.Coefficients, new OneChannel(next));
        Unsafe.SkipInit(out LaneTotals<TLane> even);
        Unsafe.SkipInit(out LaneTotals<TLane> odd);
        var memory = stackalloc double[SettledTotals<TLane, TReducer>.Elements];
        var settled = new SettledTotals<TLane, TReducer>(memory);
        var isLong = Settles<TLane>(runs);
        if (isLong)
            settled.Clear();
        MapAndReducePairs<TElement, TLane, TMap, TReducer>(problem, channel, reducer, runs, Ahead(problem.Shape, runs.Length), settled, ref even, ref odd);
        if (runs.Length % (2 * TLane.Width) != 0)
            ReduceTails<TElement, TLane, TReducer>(problem, reducer, next, runs, ref even, ref odd);
        Fold(problem, next, isLong, settled, ref even, ref odd, totals);
        Sse.StoreFence();
    }

    /// <summary><see cref="MapWholeLanes"/> and <see cref="ReducePairs"/> at once; neither reads dy. A method of its own, without calls in its loop, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapAndReducePairs<TElement, TLane, TMap, TReducer>(
        ChannelProblem problem, int channel, TReducer reducer, BlockRuns runs, long ahead, SettledTotals<TLane, TReducer> settled,
        ref LaneTotals<TLane> evenTotals, ref LaneTotals<TLane> oddTotals)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var constants = TElement.ConstantsInRegisters<TLane>();
        var x = problem.X;
        var output = problem.Output;
        var next = (byte*)x + problem.Shape.Spatial * TElement.Size;
        var countFromNext = problem.Shape.Count - problem.Shape.Spatial;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var map = TMap.Start<TElement, OneChannel>(problem.Coefficients, new OneChannel(channel));
        var zero = TLane.Broadcast(0);
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        var (firstOdd, secondOdd, thirdOdd, fourthOdd) = (zero, zero, zero, zero);
        var centre = reducer.Centre;
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        var room = BlockPlan.SinglePrecisionElements;
        for (var segment = 0L; segment < runs.Segments; segment++, start += stride)
        {
            var nextAhead = AheadWithin<TElement>(next, countFromNext, start, ahead);
            Pages.MeetRest<TElement>(output, start + stride, runs.Length);
            Pages.MeetRest<TElement>(nextAhead, start + stride, runs.Length);
            var index = start;
            var end = start + runs.Length;
            // Pairs of outputs start on their own boundary; a lane that is left at either end goes alone.
            var shift = 0;
            if ((nuint)((byte*)output + start * TElement.Size) % (nuint)(2 * TLane.Width * TElement.Size) != 0)
            {
                TElement.Stream(output, start, map.Apply<TElement>(x, null, start));
                shift = TLane.Width;
            }

            var mappedX = (byte*)x + shift * TElement.Size;
            var mappedOutput = (byte*)output + shift * TElement.Size;
            while (index <= end - 2 * TLane.Width)
            {
                var partEnd = Math.Min(end, index + room);
                room -= partEnd - index;
                for (var last = partEnd - 2 * TLane.Width; index <= last; index += 2 * TLane.Width)
                {
                    PrefetchPair<TElement, TLane>(nextAhead, index);
                    TMap.ApplyPair<TElement>(map, map, mappedX, null, index, constants, out var mapped, out var mappedOdd);
                    TElement.StreamPair(mappedOutput, index, constants, mapped, mappedOdd);
                    ReducerInput.LoadXPair<TElement, TLane, TReducer>(next, index, constants, centre, centre, out var d, out var dOdd);
                    reducer.Add(d, zero, ref first, ref second, ref third, ref fourth);
                    reducer.Add(dOdd, zero, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
                }

                // FP32 sums have taken in enough.
                if (room < 2 * TLane.Width)
                {
                    settled.Take(ref first, ref second, ref third, ref fourth, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
                    room = BlockPlan.SinglePrecisionElements;
                }
            }

            if (index + shift < end)
                TElement.Stream(output, index, map.Apply<TElement>(x, null, index));
        }

        evenTotals.Set(TReducer.Totals, first, second, third, fourth);
        oddTotals.Set(TReducer.Totals, firstOdd, secondOdd, thirdOdd, fourthOdd);
    }
}
