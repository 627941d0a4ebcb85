using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, spatial, C): lanes lie along channels, a row is one position of one sample. A block of rows stays in the cache.</summary>
internal readonly unsafe partial struct ChannelsLastLoops : ILayoutLoops
{
    /// <summary>Channels of a group: whole rows, where they are not longer, as memory and its caches like them best; sums take fewer at a time (<see cref="ColumnTotals{TLane}"/>).</summary>
    private const int Group = 1024;

    /// <summary>Channels of a group that one thread keeps through all phases, where there are not many (measured with 32 to 256: docs/decisions/0002).</summary>
    private const int KeptGroup = 64;

    /// <summary>The same where there are many.</summary>
    private const int KeptGroupOfMany = 128;

    /// <summary>Channels from which on there are many.</summary>
    private const int ManyChannels = 2048;

    /// <summary>Rows up to which so few channels stay in the cache.</summary>
    private const long CachedRows = 2048;

    public static int ChannelsPerGroup(in ChannelShape shape) => Group;

    public static int ChannelsPerKeptGroup(in ChannelShape shape) =>
        shape.CountPerChannel > CachedRows ? Group : shape.Channels < ManyChannels ? KeptGroup : KeptGroupOfMany;

    public static long Index(in ChannelShape shape, int channel, long position) => position * shape.Channels + channel;

    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        Reduce<TElement, TLane, TReducer>(problem, channel, channels, runs.Start, runs.Start + runs.Length, totals);
    }

    /// <summary>The same of rows start … end − 1.</summary>
    [SkipLocalsInit]
    private static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long start, long end, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        // Pairs of whole columns together; a column that is left, or that may run past its row, alone.
        var paired = channels / (2 * TLane.Width) * 2;
        var memory = stackalloc byte[ColumnTotals<TLane>.Bytes];
        for (var column = 0; column < paired; column += ColumnTotals<TLane>.Most)
        {
            var columns = ColumnTotals<TLane>.In(memory, Math.Min(ColumnTotals<TLane>.Most, paired - column));
            var first = channel + column * TLane.Width;
            RowPairLoops.ReduceRowPairs<TElement, TLane, TReducer, ChannelColumns>(new RowTensors(problem), default, first, columns, start, end);
            for (var pair = 0; pair < columns.Length; pair += 2)
            {
                for (var total = 0; total < TReducer.Totals; total++)
                    TElement.StorePairTotals(totals + (long)total * problem.Shape.Channels + first + pair * TLane.Width, columns[pair][total], columns[pair + 1][total]);
            }
        }

        if (paired * TLane.Width < channels)
            ReduceLastColumns<TElement, TLane, TReducer>(problem, channel + paired * TLane.Width, channels - paired * TLane.Width, start, end, totals);
    }

    /// <summary>The same of columns that fill no pair of lanes: one or two, the last of them perhaps not whole.</summary>
    [SkipLocalsInit]
    private static void ReduceLastColumns<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long start, long end, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var memory = stackalloc byte[ColumnTotals<TLane>.Bytes];
        var columns = ColumnTotals<TLane>.In(memory, (channels + TLane.Width - 1) / TLane.Width);
        columns.Clear();
        ReduceRows<TElement, TLane, TReducer>(problem, channel, columns, start, end);
        var elements = stackalloc double[TLane.Width];
        for (var column = 0; column < columns.Length; column++)
        {
            var first = column * TLane.Width;
            ReduceLastRows<TElement, TLane, TReducer>(problem, channel + first, ref columns[column], start, end);
            for (var total = 0; total < TReducer.Totals; total++)
            {
                TLane.StoreDouble(elements, columns[column][total]);
                var destination = totals + (long)total * problem.Shape.Channels + channel + first;
                for (var i = 0; i < Math.Min(TLane.Width, channels - first); i++)
                    destination[i] = elements[i];
            }
        }
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var start = runs.Start;
        var end = start + runs.Length;
        if (channels < TLane.Width)
            MapNarrowRows<TElement, TLane, TMap>(problem, channel, channels, start, end);
        else if (RowPairLoops.Streams<TElement, TLane>(problem, new RowTensors(problem), channels))
            MapWideRows<TElement, TLane, TMap, StreamedStore>(problem, channel, channels, start, end);
        else
            MapWideRows<TElement, TLane, TMap, CachedStore>(problem, channel, channels, start, end);
        if (TElement.Streams && Sse.IsSupported)
            Sse.StoreFence();
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

    /// <summary>Rows before which a lane that starts at a channel ends inside the tensor; it may run into the next row, whose elements nobody uses.</summary>
    private static long WholeRows(in ChannelShape shape, int channel, int width)
    {
        var last = shape.Count - channel - width;
        return last < 0 ? 0 : last / shape.Channels + 1;
    }

    /// <summary>All rows of a block whose lanes lie inside the tensor. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ReduceRows<TElement, TLane, TReducer>(ChannelProblem problem, int channel, Span<LaneTotals<TLane>> columns, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var zero = TLane.Broadcast(0);
        long stride = problem.Shape.Channels;
        // Only the last column can run past the tensor.
        var lastWhole = WholeRows(problem.Shape, channel + (columns.Length - 1) * TLane.Width, TLane.Width);
        var meetsPages = problem.OutgrowsCache;
        var rowsPerStrip = Strips.Rows<TElement>(stride);
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var ahead = Strips.Ahead(strip, rowsPerStrip, problem.Shape.CountPerChannel, stride);
            var next = (strip + rowsPerStrip) * stride + channel;
            if (meetsPages && TReducer.ReadsX)
                Pages.MeetRows<TElement>(x, next + rowsPerStrip * stride, rowsPerStrip, stride, columns.Length * TLane.Width);
            if (meetsPages && TReducer.ReadsGradient)
                Pages.MeetRows<TElement>(dy, next + rowsPerStrip * stride, rowsPerStrip, stride, columns.Length * TLane.Width);
            for (var column = 0; column < columns.Length; column++)
            {
                var firstChannel = channel + column * TLane.Width;
                var stripEnd = Math.Min(strip + rowsPerStrip, column == columns.Length - 1 ? Math.Min(end, lastWhole) : end);
                var reducer = TReducer.Start(problem.Coefficients, new NeighbouringChannels(firstChannel));
                columns[column].Get(TReducer.Totals, out var first, out var second, out var third, out var fourth);
                var index = strip * stride + firstChannel;
                for (var row = strip; row < stripEnd; row++, index += stride)
                {
                    if (TReducer.ReadsX)
                        Strips.Prefetch<TElement>(x, index + ahead);
                    if (TReducer.ReadsGradient)
                        Strips.Prefetch<TElement>(dy, index + ahead);
                    reducer.Add(
                        ReducerInput.LoadX<TElement, TLane, TReducer>(reducer, x, index), ReducerInput.LoadGradient<TElement, TLane, TReducer>(dy, index),
                        ref first, ref second, ref third, ref fourth);
                }

                columns[column].Set(TReducer.Totals, first, second, third, fourth);
            }
        }
    }

    /// <summary>The rows that <see cref="ReduceRows"/> leaves: those whose lane would run past the tensor.</summary>
    private static void ReduceLastRows<TElement, TLane, TReducer>(ChannelProblem problem, int channel, ref LaneTotals<TLane> totals, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var whole = WholeRows(problem.Shape, channel, TLane.Width);
        if (whole >= end)
            return;
        var zero = TLane.Broadcast(0);
        var reducer = TReducer.Start(problem.Coefficients, new NeighbouringChannels(channel));
        totals.Get(TReducer.Totals, out var first, out var second, out var third, out var fourth);
        for (var row = Math.Max(start, whole); row < end; row++)
        {
            var index = row * problem.Shape.Channels + channel;
            var count = (int)Math.Min(TLane.Width, problem.Shape.Count - index);
            var (d, gradient) = ReducerInput.LoadSome<TElement, TLane, TReducer>(reducer, problem, index, count);
            reducer.Add(d, gradient, ref first, ref second, ref third, ref fourth);
        }

        totals.Set(TReducer.Totals, first, second, third, fourth);
    }

    /// <summary>Rows of a lane or more: pairs of lanes, and alone what is left.</summary>
    private static void MapWideRows<TElement, TLane, TMap, TStore>(ChannelProblem problem, int channel, int channels, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TStore : struct, IStore
    {
        var paired = channels - channels % (2 * TLane.Width);
        // What is left must fill a lane, as the last lane reaches back.
        if (channels - paired is var left && left > 0 && left < TLane.Width)
            paired -= 2 * TLane.Width;
        if (paired > 0)
            RowPairLoops.MapRowPairs<TElement, TLane, TMap, TStore, ChannelColumns>(new RowTensors(problem), default, channel, channel + paired, start, end, columnsAhead: 0);
        else
            paired = 0;
        if (paired < channels)
            MapRows<TElement, TLane, TMap, TStore>(problem, channel + paired, channels - paired, start, end);
    }

    /// <summary>Rows of a lane or more. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRows<TElement, TLane, TMap, TStore>(ChannelProblem problem, int channel, int channels, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TStore : struct, IStore
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var output = problem.Output;
        long stride = problem.Shape.Channels;
        var pastChannel = channel + channels;
        var lastLane = pastChannel - TLane.Width;
        var hasTail = channels % TLane.Width != 0;
        var tails = stackalloc float[Strips.MostRows * PartialLane.WidestLane];
        var meetsPages = problem.OutgrowsCache;
        var rowsPerStrip = Strips.Rows<TElement>(stride);
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var ahead = Strips.Ahead(strip, rowsPerStrip, problem.Shape.CountPerChannel, stride);
            var stripEnd = Math.Min(strip + rowsPerStrip, end);
            var next = (strip + rowsPerStrip) * stride + channel;
            if (meetsPages && TMap.ReadsX)
                Pages.MeetRows<TElement>(x, next + rowsPerStrip * stride, rowsPerStrip, stride, channels);
            if (meetsPages && TMap.ReadsGradient)
                Pages.MeetRows<TElement>(dy, next + rowsPerStrip * stride, rowsPerStrip, stride, channels);
            if (meetsPages)
                Pages.MeetRows<TElement>(output, next, rowsPerStrip, stride, channels);
            if (hasTail)
            {
                // The last lane of a row overlaps its neighbour. It is read before anything is written, so the output may be the input.
                var map = TMap.Start<TElement, NeighbouringChannels>(problem.Coefficients, new NeighbouringChannels(lastLane));
                var index = strip * stride + lastLane;
                for (var row = strip; row < stripEnd; row++, index += stride)
                    TLane.StoreSingle(tails + (row - strip) * TLane.Width, map.Apply<TElement>(x, dy, index));
            }

            for (var first = channel; first <= lastLane; first += TLane.Width)
            {
                var map = TMap.Start<TElement, NeighbouringChannels>(problem.Coefficients, new NeighbouringChannels(first));
                var index = strip * stride + first;
                for (var row = strip; row < stripEnd; row++, index += stride)
                {
                    if (TMap.ReadsX)
                        Strips.Prefetch<TElement>(x, index + ahead);
                    if (TMap.ReadsGradient)
                        Strips.Prefetch<TElement>(dy, index + ahead);
                    TStore.Store<TElement, TLane>(output, index, map.Apply<TElement>(x, dy, index));
                }
            }

            for (var row = strip; hasTail && row < stripEnd; row++)
                TElement.Store(output, row * stride + lastLane, TLane.LoadSingle(tails + (row - strip) * TLane.Width));
        }
    }

    /// <summary>Rows of fewer channels than a lane has.</summary>
    private static void MapNarrowRows<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var map = TMap.Start<TElement, NeighbouringChannels>(problem.Coefficients, new NeighbouringChannels(channel));
        for (var row = start; row < end; row++)
            PartialLane.Map<TElement, TLane, TMap>(problem, map, row * problem.Shape.Channels + channel, channels);
    }
}
