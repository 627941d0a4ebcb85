using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, C, spatial): lanes lie along the positions of one channel and sample.</summary>
internal readonly unsafe struct ChannelsFirstLoops : ILayoutLoops
{
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
        var x = problem.X;
        var dy = problem.Gradient;
        // Two accumulators: the additions of one do not wait for those of the other.
        var even = TReducer.Start<OneChannel>(problem.Coefficients, channel);
        var odd = even;
        var zero = TLane.Broadcast(0);
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var index = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            var end = index + runs.Length;
            for (; index <= end - 2 * TLane.Width; index += 2 * TLane.Width)
            {
                even.Add(TElement.Load<TLane>(x, index), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero);
                odd.Add(TElement.Load<TLane>(x, index + TLane.Width), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index + TLane.Width) : zero);
            }

            if (index <= end - TLane.Width)
            {
                even.Add(TElement.Load<TLane>(x, index), TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero);
                index += TLane.Width;
            }

            if (index < end)
            {
                var count = (int)(end - index);
                odd.Add(
                    LoadTail<TElement, TLane>(x, index, count, problem.Shape.Count, odd.Fill),
                    TReducer.ReadsGradient ? LoadTail<TElement, TLane>(dy, index, count, problem.Shape.Count, zero) : zero);
            }
        }

        for (var total = 0; total < TReducer.Totals; total++)
        {
            totals[(long)total * problem.Shape.Channels + channel] =
                TReducer.Combine(total, Fold<TLane, TReducer>(total, even.Total(total)), Fold<TLane, TReducer>(total, odd.Total(total))).Value;
        }
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var x = problem.X;
        var dy = problem.Gradient;
        var output = problem.Output;
        var map = TMap.Start<OneChannel>(problem.Coefficients, channel);
        var zero = TLane.Broadcast(0);
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var index = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            var end = index + runs.Length;
            if (runs.Length < TLane.Width)
            {
                var count = (int)runs.Length;
                PartialLane.Store<TElement, TLane>(output, index, count, map.Apply(
                    TMap.ReadsX ? LoadTail<TElement, TLane>(x, index, count, problem.Shape.Count, zero) : zero,
                    TMap.ReadsGradient ? LoadTail<TElement, TLane>(dy, index, count, problem.Shape.Count, zero) : zero));
                continue;
            }

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
    }

    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var runs = problem.Blocks.Runs(block);
        var mean = TLane.Broadcast(problem.Coefficients.Centre[channel]);
        var threshold = TLane.Broadcast(problem.Coefficients.Threshold[channel]);
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var start = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            var position = segment * problem.Shape.Spatial + runs.Start;
            for (long i = 0; i < runs.Length; i += TLane.Width)
            {
                var count = (int)Math.Min(TLane.Width, runs.Length - i);
                var x = count == TLane.Width
                    ? TElement.Load<TLane>(problem.X, start + i)
                    : LoadTail<TElement, TLane>(problem.X, start + i, count, problem.Shape.Count, mean);
                var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
                var reached = TLane.AtLeast(TLane.Abs(d), threshold) & (uint)((1L << count) - 1);
                if (reached == 0)
                    continue;
                for (; reached != 0; reached &= reached - 1)
                {
                    var element = System.Numerics.BitOperations.TrailingZeroCount(reached);
                    var dy = problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, start + i + element);
                    scanner.Take(channel, position + i + element, PartialLane.Element(d, element), dy);
                }

                threshold = TLane.Broadcast(problem.Coefficients.Threshold[channel]);
            }
        }
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

    /// <summary>
    /// Loads <paramref name="count"/> elements and fills up the lane. It reads a whole lane wherever that stays inside the tensor, and forgets what
    /// is not of this run.
    /// </summary>
    private static TLane LoadTail<TElement, TLane>(void* memory, long index, int count, long tensor, TLane fill)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane> =>
        index <= tensor - TLane.Width
            ? TLane.KeepFirst(TElement.Load<TLane>(memory, index), count, fill)
            : PartialLane.Load<TElement, TLane>(memory, index, count, fill);

    /// <summary>Combines the elements of a lane in double, in order.</summary>
    private static DoubleLane Fold<TLane, TReducer>(int total, TLane lane)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var elements = stackalloc double[TLane.Width];
        TLane.StoreDouble(elements, lane);
        var folded = new DoubleLane(elements[0]);
        for (var i = 1; i < TLane.Width; i++)
            folded = TReducer.Combine(total, folded, new DoubleLane(elements[i]));
        return folded;
    }
}
