using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, C, spatial): lanes lie along the positions of one channel and sample.</summary>
internal readonly unsafe partial struct ChannelsFirstLoops : ILayoutLoops
{
    /// <summary>Elements between what is prefetched and what is worked on, at least.</summary>
    private const long PrefetchDistance = 2048;

    /// <summary>Bytes that are fetched together.</summary>
    private const int CacheLine = 64;

    public static int ChannelsPerGroup(in ChannelShape shape) => 1;

    public static int ChannelsPerKeptGroup(in ChannelShape shape) => 1;

    public static long Index(in ChannelShape shape, int channel, long position)
    {
        var (segment, offset) = Math.DivRem(position, shape.Spatial);
        return (segment * shape.Channels + channel) * shape.Spatial + offset;
    }

    [SkipLocalsInit]
    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var reducer = TReducer.Start(problem.Coefficients, new OneChannel(channel));
        Unsafe.SkipInit(out LaneTotals<TLane> even);
        Unsafe.SkipInit(out LaneTotals<TLane> odd);
        var memory = stackalloc double[SettledTotals<TLane, TReducer>.Elements];
        var settled = new SettledTotals<TLane, TReducer>(memory);
        var isLong = Settles<TLane>(runs);
        if (isLong)
            settled.Clear();
        if (problem.Shape.Count < TLane.Width)
        {
            ReduceShortTensor<TElement, TLane, TReducer>(problem, reducer, channel, runs, ref even);
            odd = default;
        }
        else
        {
            ReducePairs<TElement, TLane, TReducer>(problem, reducer, channel, runs, Ahead(problem.Shape, runs.Length), settled, ref even, ref odd);
            if (runs.Length % (2 * TLane.Width) != 0)
                ReduceTails<TElement, TLane, TReducer>(problem, reducer, channel, runs, ref even, ref odd);
        }

        Fold(problem, channel, isLong, settled, ref even, ref odd, totals);
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        if (runs.Length < TLane.Width)
            MapShortRuns<TElement, TLane, TMap>(problem, channel, start, runs);
        else if (TElement.Streams && problem.OutgrowsCache && StartsLanes<TElement, TLane>(problem, start, runs))
            MapWholeLanes<TElement, TLane, TMap>(problem, channel, start, runs, FetchesNext<TElement, TLane, TMap>(problem));
        else
            MapRuns<TElement, TLane, TMap>(problem, channel, start, runs);
        if (TElement.Streams && Sse.IsSupported)
            Sse.StoreFence();
    }

    public static void Gather<TElement, TLane>(in ChannelShape shape, void* memory, int channel, float* destination)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        for (long segment = 0; segment < shape.Batch; segment++, destination += shape.Spatial)
        {
            var start = (segment * shape.Channels + channel) * shape.Spatial;
            long i = 0;
            for (; i <= shape.Spatial - TLane.Width; i += TLane.Width)
                TLane.StoreSingle(destination + i, TElement.Load<TLane>(memory, start + i));
            for (; i < shape.Spatial; i++)
                destination[i] = TElement.LoadOne(memory, start + i);
        }
    }

    public static void Scatter<TElement, TLane>(in ChannelShape shape, float* source, int channel, void* memory)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        for (long segment = 0; segment < shape.Batch; segment++, source += shape.Spatial)
        {
            var start = (segment * shape.Channels + channel) * shape.Spatial;
            long i = 0;
            for (; i <= shape.Spatial - TLane.Width; i += TLane.Width)
                TElement.Store(memory, start + i, TLane.LoadSingle(source + i));
            for (; i < shape.Spatial; i++)
                TElement.StoreOne(memory, start + i, source[i]);
        }
    }

    /// <summary>Whether a block may settle on the way: a shorter one never does.</summary>
    private static bool Settles<TLane>(in BlockRuns runs)
        where TLane : struct, ISumLane<TLane> => runs.Segments * runs.Length > BlockPlan.SinglePrecisionElements - 2 * TLane.Width;

    /// <summary>Folds what the lanes of a block still hold into its totals, which <paramref name="settled"/> has taken in before where the block is long.</summary>
    private static void Fold<TLane, TReducer>(
        ChannelProblem problem, int channel, bool isLong, SettledTotals<TLane, TReducer> settled, ref LaneTotals<TLane> even, ref LaneTotals<TLane> odd, double* totals)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (isLong)
            settled.Add(ref even, ref odd);
        else
            settled.Set(ref even, ref odd);
        for (var total = 0; total < TReducer.Totals; total++)
            totals[(long)total * problem.Shape.Channels + channel] = settled.Fold(total);
    }

    /// <summary>The pairs of lanes in the runs of a block; <paramref name="settled"/> takes in what FP32 sums cannot hold, which a short block never has. A method of its own, short and without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ReducePairs<TElement, TLane, TReducer>(
        ChannelProblem problem, TReducer reducer, int channel, BlockRuns runs, long ahead, SettledTotals<TLane, TReducer> settled,
        ref LaneTotals<TLane> evenTotals, ref LaneTotals<TLane> oddTotals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var constants = TElement.ConstantsInRegisters<TLane>();
        var x = problem.X;
        var dy = problem.Gradient;
        var zero = TLane.Broadcast(0);
        // Two sets of totals: the additions of one do not wait for those of the other.
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        var (firstOdd, secondOdd, thirdOdd, fourthOdd) = (zero, zero, zero, zero);
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var count = problem.Shape.Count;
        var centre = reducer.Centre;
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        var xAhead = AheadWithin<TElement>(x, count, start, ahead);
        var dyAhead = AheadWithin<TElement>(dy, count, start, ahead);
        var index = start;
        var segment = 0L;
        var room = BlockPlan.SinglePrecisionElements;
        while (segment < runs.Segments)
        {
            var end = start + runs.Length;
            var partEnd = Math.Min(end, index + room);
            room -= partEnd - index;
            for (var last = partEnd - 2 * TLane.Width; index <= last; index += 2 * TLane.Width)
            {
                Prefetch<TElement, TReducer, TLane>(xAhead, dyAhead, index);
                ReducerInput.LoadXPair<TElement, TLane, TReducer>(x, index, constants, centre, centre, out var d, out var dOdd);
                ReducerInput.LoadGradientPair<TElement, TLane, TReducer>(dy, index, constants, out var gradient, out var gradientOdd);
                reducer.Add(d, gradient, ref first, ref second, ref third, ref fourth);
                reducer.Add(dOdd, gradientOdd, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
            }

            // FP32 sums have taken in enough.
            if (room < 2 * TLane.Width)
            {
                settled.Take(ref first, ref second, ref third, ref fourth, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
                room = BlockPlan.SinglePrecisionElements;
            }

            if (index <= end - 2 * TLane.Width)
                continue;
            segment++;
            start += stride;
            index = start;
            xAhead = AheadWithin<TElement>(x, count, start, ahead);
            dyAhead = AheadWithin<TElement>(dy, count, start, ahead);
            // Those of the segment whose lines are fetched meanwhile.
            if (TReducer.ReadsX)
                Pages.MeetRest<TElement>(xAhead, start, runs.Length);
            if (TReducer.ReadsGradient)
                Pages.MeetRest<TElement>(dyAhead, start, runs.Length);
        }

        evenTotals.Set(TReducer.Totals, first, second, third, fourth);
        oddTotals.Set(TReducer.Totals, firstOdd, secondOdd, thirdOdd, fourthOdd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TElement, TReducer, TLane>(void* x, void* dy, long index)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (!Sse.IsSupported)
            return;
        if (TReducer.ReadsX)
            Sse.Prefetch0((byte*)x + index * TElement.Size);
        if (TReducer.ReadsGradient)
            Sse.Prefetch0((byte*)dy + index * TElement.Size);
    }

    /// <summary>
    /// Elements from what is worked on to what is fetched. Segments lie far apart, where hardware prefetchers do not follow; where the channel ends before the
    /// distance is reached, the next channel's part of the same segment comes next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Ahead(in ChannelShape shape, long runLength)
    {
        var segments = (PrefetchDistance + runLength - 1) / runLength;
        return segments < shape.Batch ? segments * shape.Channels * shape.Spatial : shape.Spatial;
    }

    /// <summary>What is fetched instead of a tensor while a segment is worked on. Past the tensor lies another, whose lines another thread may be writing to: it would have to fetch them back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* AheadWithin<TElement>(void* tensor, long count, long start, long ahead)
        where TElement : struct, IElement => (byte*)tensor + (start + ahead < count ? ahead * TElement.Size : 0);

    /// <summary>What <see cref="ReducePairs"/> leaves at the ends of the runs: up to a lane, and a part of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ReduceTails<TElement, TLane, TReducer>(
        ChannelProblem problem, TReducer reducer, int channel, BlockRuns runs, ref LaneTotals<TLane> evenTotals, ref LaneTotals<TLane> oddTotals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var zero = TLane.Broadcast(0);
        var tensor = problem.Shape.Count;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        var count = (int)(runs.Length % TLane.Width);
        var hasLane = runs.Length % (2 * TLane.Width) >= TLane.Width;
        var end = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start + runs.Length;
        evenTotals.Get(TReducer.Totals, out var first, out var second, out var third, out var fourth);
        for (var segment = 0; hasLane && segment < runs.Segments; segment++)
        {
            var index = end + segment * stride - count - TLane.Width;
            reducer.Add(
                ReducerInput.LoadX<TElement, TLane, TReducer>(reducer, x, index), ReducerInput.LoadGradient<TElement, TLane, TReducer>(dy, index),
                ref first, ref second, ref third, ref fourth);
        }

        evenTotals.Set(TReducer.Totals, first, second, third, fourth);
        oddTotals.Get(TReducer.Totals, out first, out second, out third, out fourth);
        if (runs.Length >= TLane.Width)
        {
            // The run's last lane, of which all but the tail has been added.
            var skipped = TLane.Width - count;
            for (var segment = 0; count > 0 && segment < runs.Segments; segment++)
            {
                var index = end + segment * stride - TLane.Width;
                reducer.Add(
                    TLane.Keep(ReducerInput.LoadX<TElement, TLane, TReducer>(reducer, x, index), skipped, TLane.Width, reducer.Fill),
                    TLane.Keep(ReducerInput.LoadGradient<TElement, TLane, TReducer>(dy, index), skipped, TLane.Width, zero),
                    ref first, ref second, ref third, ref fourth);
            }
        }
        else
        {
            for (var segment = 0; segment < runs.Segments; segment++)
            {
                // A whole lane, of the tensor's end where it would reach past that.
                var index = end + segment * stride - count;
                var from = Math.Min(index, tensor - TLane.Width);
                var skipped = (int)(index - from);
                reducer.Add(
                    TLane.Keep(ReducerInput.LoadX<TElement, TLane, TReducer>(reducer, x, from), skipped, skipped + count, reducer.Fill),
                    TLane.Keep(ReducerInput.LoadGradient<TElement, TLane, TReducer>(dy, from), skipped, skipped + count, zero),
                    ref first, ref second, ref third, ref fourth);
            }
        }

        oddTotals.Set(TReducer.Totals, first, second, third, fourth);
    }

    /// <summary>A tensor of fewer elements than a lane has.</summary>
    private static void ReduceShortTensor<TElement, TLane, TReducer>(
        ChannelProblem problem, TReducer reducer, int channel, BlockRuns runs, ref LaneTotals<TLane> totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var zero = TLane.Broadcast(0);
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var start = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            var (d, gradient) = ReducerInput.LoadSome<TElement, TLane, TReducer>(reducer, problem, start, (int)runs.Length);
            reducer.Add(d, gradient, ref first, ref second, ref third, ref fourth);
        }

        totals.Set(TReducer.Totals, first, second, third, fourth);
    }

    /// <summary>Runs of a lane or more. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRuns<TElement, TLane, TMap>(ChannelProblem problem, int channel, long start, BlockRuns runs)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var constants = TElement.ConstantsInRegisters<TLane>();
        var x = problem.X;
        var dy = problem.Gradient;
        var output = problem.Output;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        // The inputs are in the cache; the output's lines have to be fetched before a part of them can be written.
        var ahead = Ahead(problem.Shape, runs.Length);
        var map = TMap.Start<TElement, OneChannel>(problem.Coefficients, new OneChannel(channel));
        for (var segment = 0; segment < runs.Segments; segment++, start += stride)
        {
            var outputAhead = AheadWithin<TElement>(output, problem.Shape.Count, start, ahead);
            Pages.MeetRest<TElement>(outputAhead, start, runs.Length);
            // The last lane overlaps its neighbour. It is read before anything is written, so the output may be the input.
            var last = start + runs.Length - TLane.Width;
            var tail = map.Apply<TElement>(x, dy, last);
            var index = start;
            for (; index < last - TLane.Width; index += 2 * TLane.Width)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(outputAhead + index * TElement.Size);
                TMap.ApplyPair<TElement>(map, map, x, dy, index, constants, out var first, out var second);
                TElement.StorePair(output, index, constants, first, second);
            }

            if (index < last)
            {
                TElement.Store(output, index, map.Apply<TElement>(x, dy, index));
            }

            TElement.Store(output, last, tail);
        }
    }

    private static void MapShortRuns<TElement, TLane, TMap>(ChannelProblem problem, int channel, long start, BlockRuns runs)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var map = TMap.Start<TElement, OneChannel>(problem.Coefficients, new OneChannel(channel));
        for (var segment = 0; segment < runs.Segments; segment++, start += problem.Shape.Channels * problem.Shape.Spatial)
            PartialLane.Map<TElement, TLane, TMap>(problem, map, start, (int)runs.Length);
    }
}
