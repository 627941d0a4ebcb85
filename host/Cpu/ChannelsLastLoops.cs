using System.Buffers;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, spatial, C): lanes lie along channels, a row is one position of one sample. A block of rows stays in the cache.</summary>
internal readonly unsafe struct ChannelsLastLoops : ILayoutLoops
{
    /// <summary>Rows that are taken column by column: few enough to stay in the first-level cache, so that memory is read in its own order.</summary>
    private const long RowsPerStrip = 8;

    /// <summary>Channels of a group that stays in the cache through all phases.</summary>
    private const int CachedGroup = 128;

    /// <summary>Rows up to which it does; longer channels are streamed, and then whole rows are what memory likes.</summary>
    private const long CachedRows = 2048;

    /// <summary>Channels of a group that is streamed.</summary>
    private const int StreamedGroup = 1024;

    public static int ChannelsPerGroup(in ChannelShape shape) => shape.CountPerChannel <= CachedRows ? CachedGroup : StreamedGroup;

    public static long Index(in ChannelShape shape, int channel, long position) => position * shape.Channels + channel;

    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var rowsEnd = runs.Start + runs.Length;
        var columns = (channels + TLane.Width - 1) / TLane.Width;
        var reducers = ArrayPool<TReducer>.Shared.Rent(columns);
        for (var column = 0; column < columns; column++)
            reducers[column] = TReducer.Start<NeighbouringChannels>(problem.Coefficients, channel + column * TLane.Width);
        for (var strip = runs.Start; strip < rowsEnd; strip += RowsPerStrip)
        {
            var stripEnd = Math.Min(strip + RowsPerStrip, rowsEnd);
            for (var column = 0; column < columns; column++)
            {
                var first = channel + column * TLane.Width;
                var reducer = reducers[column];
                for (var row = strip; row < stripEnd; row++)
                {
                    reducer.Add(
                        LoadRow<TElement, TLane>(problem, problem.X, row, first),
                        TReducer.ReadsGradient ? LoadRow<TElement, TLane>(problem, problem.Gradient, row, first) : TLane.Broadcast(0));
                }

                reducers[column] = reducer;
            }
        }

        var elements = stackalloc double[TLane.Width];
        for (var column = 0; column < columns; column++)
        {
            var first = column * TLane.Width;
            for (var total = 0; total < TReducer.Totals; total++)
            {
                TLane.StoreDouble(elements, reducers[column].Total(total));
                var destination = totals + (long)total * problem.Shape.Channels + channel + first;
                for (var i = 0; i < Math.Min(TLane.Width, channels - first); i++)
                    destination[i] = elements[i];
            }
        }

        ArrayPool<TReducer>.Shared.Return(reducers);
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var rowsEnd = runs.Start + runs.Length;
        var zero = TLane.Broadcast(0);
        for (var strip = runs.Start; strip < rowsEnd; strip += RowsPerStrip)
        {
            var stripEnd = Math.Min(strip + RowsPerStrip, rowsEnd);
            for (var first = channel; first < channel + channels; first += TLane.Width)
            {
                var width = Math.Min(TLane.Width, channel + channels - first);
                var map = TMap.Start<NeighbouringChannels>(problem.Coefficients, first);
                for (var row = strip; row < stripEnd; row++)
                {
                    var index = row * problem.Shape.Channels + first;
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

    /// <summary>A lane of one row. It may run past the last channel into the next row, whose elements nobody uses, but not past the tensor.</summary>
    private static TLane LoadRow<TElement, TLane>(ChannelProblem problem, void* memory, long row, int first)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        var index = row * problem.Shape.Channels + first;
        var left = problem.Shape.Count - index;
        // A strip is walked across its rows, which hardware prefetchers do not foresee: measured half the time at 256 channels.
        if (Sse.IsSupported)
            Sse.Prefetch0((byte*)memory + (index + RowsPerStrip * problem.Shape.Channels) * TElement.Size);
        return left >= TLane.Width
            ? TElement.Load<TLane>(memory, index)
            : PartialLane.Load<TElement, TLane>(memory, index, (int)left, TLane.Broadcast(0));
    }
}
