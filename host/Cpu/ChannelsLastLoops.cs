using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, spatial, C): lanes lie along channels, a row is one position of one sample. A block of rows stays in the cache.</summary>
internal readonly unsafe struct ChannelsLastLoops : ILayoutLoops
{
    private const int GroupWidth = 128;

    public static int ChannelsPerGroup(in ChannelShape shape) => GroupWidth;

    public static long Index(in ChannelShape shape, int channel, long position) => position * shape.Channels + channel;

    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var left = stackalloc float[TLane.Width];
        var right = stackalloc float[TLane.Width];
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var width = Math.Min(TLane.Width, channel + channels - first);
            var even = TReducer.Start<NeighbouringChannels>(problem.Coefficients, first);
            var odd = even;
            var row = runs.Start;
            var end = runs.Start + runs.Length;
            for (; row < end - 1; row += 2)
            {
                AddRow<TElement, TLane, TReducer>(problem, ref even, row, first);
                AddRow<TElement, TLane, TReducer>(problem, ref odd, row + 1, first);
            }

            if (row < end)
                AddRow<TElement, TLane, TReducer>(problem, ref even, row, first);

            for (var total = 0; total < TReducer.Totals; total++)
            {
                TLane.StoreSingle(left, even.Total(total));
                TLane.StoreSingle(right, odd.Total(total));
                var destination = totals + (long)total * problem.Shape.Channels + first;
                for (var i = 0; i < width; i++)
                    destination[i] = TReducer.Combine(DoubleLane.Broadcast(left[i]), DoubleLane.Broadcast(right[i])).Value;
            }
        }
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var stride = (long)problem.Shape.Channels;
        var zero = TLane.Broadcast(0);
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var width = Math.Min(TLane.Width, channel + channels - first);
            var map = TMap.Start<NeighbouringChannels>(problem.Coefficients, first);
            for (var row = runs.Start; row < runs.Start + runs.Length; row++)
            {
                var index = row * stride + first;
                var result = map.Apply(
                    TMap.ReadsX ? LoadRow<TElement, TLane>(problem, problem.X, row, first) : zero,
                    TMap.ReadsGradient ? LoadRow<TElement, TLane>(problem, problem.Gradient, row, first) : zero);
                if (width == TLane.Width)
                    TElement.Store(problem.Output, index, result);
                else
                    PartialLane.Store<TElement, TLane>(problem.Output, index, width, result);
            }
        }
    }

    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var runs = problem.Blocks.Runs(block);
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var width = Math.Min(TLane.Width, channel + channels - first);
            var present = (uint)((1L << width) - 1);
            var mean = TLane.LoadSingle(problem.Coefficients.Centre + first);
            var threshold = TLane.LoadSingle(problem.Coefficients.Threshold + first);
            for (var row = runs.Start; row < runs.Start + runs.Length; row++)
            {
                var d = Elementwise.Deviation<TLane, TRounding>(LoadRow<TElement, TLane>(problem, problem.X, row, first), mean);
                var reached = TLane.AtLeast(TLane.Abs(d), threshold) & present;
                if (reached == 0)
                    continue;
                for (; reached != 0; reached &= reached - 1)
                {
                    var element = System.Numerics.BitOperations.TrailingZeroCount(reached);
                    var dy = problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, row * problem.Shape.Channels + first + element);
                    scanner.Take(first + element, row, PartialLane.Element(d, element), dy);
                }

                threshold = TLane.LoadSingle(problem.Coefficients.Threshold + first);
            }
        }
    }

    public static void Gather<TElement, TLane>(in ChannelShape shape, void* memory, int channel, float* destination)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        for (long row = 0; row < shape.CountPerChannel; row++)
            destination[row] = TElement.LoadOne(memory, row * shape.Channels + channel);
    }

    public static void Scatter<TElement, TLane>(in ChannelShape shape, float* source, int channel, void* memory)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        for (long row = 0; row < shape.CountPerChannel; row++)
            TElement.StoreOne(memory, row * shape.Channels + channel, source[row]);
    }

    private static void AddRow<TElement, TLane, TReducer>(ChannelProblem problem, ref TReducer reducer, long row, int first)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane> =>
        reducer.Add(
            LoadRow<TElement, TLane>(problem, problem.X, row, first),
            TReducer.ReadsGradient ? LoadRow<TElement, TLane>(problem, problem.Gradient, row, first) : TLane.Broadcast(0));

    /// <summary>A lane of one row. It may run past the last channel into the next row, whose elements nobody uses, but not past the tensor.</summary>
    private static TLane LoadRow<TElement, TLane>(ChannelProblem problem, void* memory, long row, int first)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var index = row * problem.Shape.Channels + first;
        var left = problem.Shape.Count - index;
        return left >= TLane.Width
            ? TElement.Load<TLane>(memory, index)
            : PartialLane.Load<TElement, TLane>(memory, index, (int)left, TLane.Broadcast(0));
    }
}
