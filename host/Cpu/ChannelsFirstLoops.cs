using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, C, spatial): lanes lie along the positions of one channel and sample.</summary>
internal readonly unsafe partial struct ChannelsFirstLoops : ILayoutLoops
{
    /// <summary>Elements between what is prefetched and what is worked on, at least.</summary>
    private const long PrefetchDistance = 2048;

    public static int ChannelsPerGroup(in ChannelShape shape) => 1;

    public static long Index(in ChannelShape shape, int channel, long position)
    {
        var (segment, offset) = Math.DivRem(position, shape.Spatial);
        return (segment * shape.Channels + channel) * shape.Spatial + offset;
    }

    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var reducer = TReducer.Start<OneChannel>(problem.Coefficients, channel);
        LaneTotals<TLane> even = default;
        LaneTotals<TLane> odd = default;
        if (problem.Shape.Count >= TLane.Width)
            ReduceRuns<TElement, TLane, TReducer>(problem, reducer, channel, runs, ref even, ref odd);
        else
            ReduceShortTensor<TElement, TLane, TReducer>(problem, reducer, channel, runs, ref even);
        for (var total = 0; total < TReducer.Totals; total++)
            totals[(long)total * problem.Shape.Channels + channel] = Fold<TLane, TReducer>(total, even[total], odd[total]);
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var map = TMap.Start<OneChannel>(problem.Coefficients, channel);
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var start = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            if (runs.Length < TLane.Width)
                MapShortRun<TElement, TLane, TMap>(problem, map, start, (int)runs.Length);
            else if (TElement.Streams && problem.StreamsOutput && runs.Length % TLane.Width == 0 && IsAligned<TElement, TLane>(problem.Output, start))
                MapWholeLanes<TElement, TLane, TMap>(map, problem.X, problem.Gradient, problem.Output, start, start + runs.Length);
            else
                MapRun<TElement, TLane, TMap>(map, problem.X, problem.Gradient, problem.Output, start, start + runs.Length);
        }

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

    /// <summary>The runs of a block. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ReduceRuns<TElement, TLane, TReducer>(
        ChannelProblem problem, TReducer reducer, int channel, BlockRuns runs, ref LaneTotals<TLane> evenTotals, ref LaneTotals<TLane> oddTotals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var zero = TLane.Broadcast(0);
        // Two sets of totals: the additions of one do not wait for those of the other.
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        var (firstOdd, secondOdd, thirdOdd, fourthOdd) = (zero, zero, zero, zero);
        var tensor = problem.Shape.Count;
        var stride = problem.Shape.Channels * problem.Shape.Spatial;
        // Segments lie far apart, where hardware prefetchers do not follow.
        var ahead = (PrefetchDistance + runs.Length - 1) / runs.Length * stride;
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        for (var segment = 0; segment < runs.Segments; segment++, start += stride)
        {
            var index = start;
            var end = index + runs.Length;
            for (; index <= end - 2 * TLane.Width; index += 2 * TLane.Width)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0((byte*)x + (index + ahead) * TElement.Size);
                    if (TReducer.ReadsGradient)
                        Sse.Prefetch0((byte*)dy + (index + ahead) * TElement.Size);
                }

                reducer.Add(
                    TElement.Load<TLane>(x, index), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero,
                    ref first, ref second, ref third, ref fourth);
                reducer.Add(
                    TElement.Load<TLane>(x, index + TLane.Width), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index + TLane.Width) : zero,
                    ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
            }

            if (index <= end - TLane.Width)
            {
                reducer.Add(
                    TElement.Load<TLane>(x, index), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero,
                    ref first, ref second, ref third, ref fourth);
                index += TLane.Width;
            }

            if (index < end)
            {
                var count = (int)(end - index);
                reducer.Add(
                    LoadTail<TElement, TLane>(x, index, count, tensor, reducer.Fill), TReducer.ReadsGradient ? LoadTail<TElement, TLane>(dy, index, count, tensor, zero) : zero,
                    ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
            }
        }

        evenTotals.Set(first, second, third, fourth);
        oddTotals.Set(firstOdd, secondOdd, thirdOdd, fourthOdd);
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
            reducer.Add(
                PartialLane.Load<TElement, TLane>(problem.X, start, (int)runs.Length, reducer.Fill),
                TReducer.ReadsGradient ? PartialLane.Load<TElement, TLane>(problem.Gradient, start, (int)runs.Length, zero) : zero,
                ref first, ref second, ref third, ref fourth);
        }

        totals.Set(first, second, third, fourth);
    }

    /// <summary>One run of a lane or more. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRun<TElement, TLane, TMap>(TMap map, void* x, void* dy, void* output, long index, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var zero = TLane.Broadcast(0);
        // The last lane overlaps its neighbour. It is read before anything is written, so the output may be the input.
        var last = end - TLane.Width;
        var tail = map.Apply(
            TMap.ReadsX ? TElement.Load<TLane>(x, last) : zero,
            TMap.ReadsGradient ? TElement.Load<TLane>(dy, last) : zero);
        for (; index < last; index += TLane.Width)
        {
            TElement.Store(output, index, map.Apply(
                TMap.ReadsX ? TElement.Load<TLane>(x, index) : zero,
                TMap.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero));
        }

        TElement.Store(output, last, tail);
    }

    /// <summary>One run of whole lanes on their boundaries, past the cache. An ordinary store at its end would fetch back a line that has just left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapWholeLanes<TElement, TLane, TMap>(TMap map, void* x, void* dy, void* output, long index, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var zero = TLane.Broadcast(0);
        for (; index < end; index += TLane.Width)
        {
            TElement.Stream(output, index, map.Apply(
                TMap.ReadsX ? TElement.Load<TLane>(x, index) : zero,
                TMap.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero));
        }
    }

    private static void MapShortRun<TElement, TLane, TMap>(ChannelProblem problem, TMap map, long index, int count)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var zero = TLane.Broadcast(0);
        PartialLane.Store<TElement, TLane>(problem.Output, index, count, map.Apply(
            TMap.ReadsX ? PartialLane.Load<TElement, TLane>(problem.X, index, count, zero) : zero,
            TMap.ReadsGradient ? PartialLane.Load<TElement, TLane>(problem.Gradient, index, count, zero) : zero));
    }

    private static bool IsAligned<TElement, TLane>(void* memory, long index)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane> =>
        (nuint)((byte*)memory + index * TElement.Size) % (nuint)(TLane.Width * TElement.Size) == 0;

    /// <summary>
    /// <paramref name="count"/> elements, fewer than a lane has, and fill. It reads a whole lane, of the tensor's end where it would reach past that, and
    /// forgets what is not asked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane LoadTail<TElement, TLane>(void* memory, long index, int count, long tensor, TLane fill)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        var start = Math.Min(index, tensor - TLane.Width);
        var skipped = (int)(index - start);
        return TLane.Keep(TElement.Load<TLane>(memory, start), skipped, skipped + count, fill);
    }

    /// <summary>Combines the elements of both parts of a total in double, halves with halves.</summary>
    private static double Fold<TLane, TReducer>(int total, TLane even, TLane odd)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var elements = stackalloc double[2 * TLane.Width];
        TLane.StoreDouble(elements, even);
        TLane.StoreDouble(elements + TLane.Width, odd);
        for (var half = TLane.Width; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
                elements[i] = TReducer.Combine(total, new DoubleLane(elements[i]), new DoubleLane(elements[i + half])).Value;
        }

        return elements[0];
    }
}
