using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Loops over (N, spatial, C): lanes lie along channels, a row is one position of one sample. A block of rows stays in the cache.</summary>
internal readonly unsafe partial struct ChannelsLastLoops : ILayoutLoops
{
    /// <summary>Rows that are taken column by column, at least and at most: enough to pay for a column's totals.</summary>
    private const int FewestRowsPerStrip = 8;
    private const int MostRowsPerStrip = 32;

    /// <summary>Bytes from a strip's first row to its last, where there are more than the fewest: they stay in the first-level cache, so memory is read in its own order.</summary>
    private const long StripBytes = 4096;

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
        var columns = (channels + TLane.Width - 1) / TLane.Width;
        var columnTotals = ArrayPool<LaneTotals<TLane>>.Shared.Rent(columns);
        Array.Clear(columnTotals, 0, columns);
        // Pairs of whole columns together; a column that is left, or that may run past its row, alone.
        var paired = channels / (2 * TLane.Width) * 2;
        if (paired > 0)
            ReduceRowPairs<TElement, TLane, TReducer>(problem, channel, columnTotals.AsSpan(0, paired), runs.Start, runs.Start + runs.Length);
        if (paired < columns)
        {
            ReduceRows<TElement, TLane, TReducer>(
                problem, channel + paired * TLane.Width, columnTotals.AsSpan(paired, columns - paired), runs.Start, runs.Start + runs.Length);
        }

        for (var column = 0; column < paired; column += 2)
        {
            for (var total = 0; total < TReducer.Totals; total++)
            {
                TElement.StorePairTotals(
                    totals + (long)total * problem.Shape.Channels + channel + column * TLane.Width, columnTotals[column][total], columnTotals[column + 1][total]);
            }
        }

        var elements = stackalloc double[TLane.Width];
        for (var column = paired; column < columns; column++)
        {
            var first = column * TLane.Width;
            ReduceLastRows<TElement, TLane, TReducer>(problem, channel + first, ref columnTotals[column], runs.Start, runs.Start + runs.Length);
            for (var total = 0; total < TReducer.Totals; total++)
            {
                TLane.StoreDouble(elements, columnTotals[column][total]);
                var destination = totals + (long)total * problem.Shape.Channels + channel + first;
                for (var i = 0; i < Math.Min(TLane.Width, channels - first); i++)
                    destination[i] = elements[i];
            }
        }

        ArrayPool<LaneTotals<TLane>>.Shared.Return(columnTotals);
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
        else if (TElement.Streams && problem.StreamsOutput && StartsLanes<TElement, TLane>(problem, channel, TLane.Width))
            MapWideRows<TElement, TLane, TMap, StreamedStore>(problem, channel, channels, start, end, StartsLanes<TElement, TLane>(problem, channel, 2 * TLane.Width));
        else
            MapWideRows<TElement, TLane, TMap, CachedStore>(problem, channel, channels, start, end, pairs: true);
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

    /// <summary>All rows of a block, two whole columns at a time. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ReduceRowPairs<TElement, TLane, TReducer>(ChannelProblem problem, int channel, Span<LaneTotals<TLane>> columns, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var zero = TLane.Broadcast(0);
        long stride = problem.Shape.Channels;
        var rowsPerStrip = RowsPerStrip<TElement>(stride);
        var xAhead = (byte*)x + rowsPerStrip * stride * TElement.Size;
        var dyAhead = (byte*)dy + rowsPerStrip * stride * TElement.Size;
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end) * stride;
            for (var column = 0; column < columns.Length - 1; column += 2)
            {
                var firstChannel = channel + column * TLane.Width;
                var even = TReducer.Start<FirstOfPair<TElement>>(problem.Coefficients, firstChannel);
                var odd = TReducer.Start<SecondOfPair<TElement>>(problem.Coefficients, firstChannel);
                columns[column].Get(out var first, out var second, out var third, out var fourth);
                columns[column + 1].Get(out var firstOdd, out var secondOdd, out var thirdOdd, out var fourthOdd);
                for (var index = strip * stride + firstChannel; index < stripEnd; index += stride)
                {
                    if (TReducer.ReadsX)
                        Prefetch<TElement>(xAhead, index);
                    if (TReducer.ReadsGradient)
                        Prefetch<TElement>(dyAhead, index);
                    var (d, dOdd, gradient, gradientOdd) = (zero, zero, zero, zero);
                    if (TReducer.ReadsX)
                        TElement.LoadPairMinus(x, index, even.Centre, odd.Centre, out d, out dOdd);
                    if (TReducer.ReadsGradient)
                        TElement.LoadPair(dy, index, out gradient, out gradientOdd);
                    even.Add(d, gradient, ref first, ref second, ref third, ref fourth);
                    odd.Add(dOdd, gradientOdd, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
                }

                columns[column].Set(first, second, third, fourth);
                columns[column + 1].Set(firstOdd, secondOdd, thirdOdd, fourthOdd);
            }
        }
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
        var rowsPerStrip = RowsPerStrip<TElement>(stride);
        var ahead = rowsPerStrip * stride;
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var firstChannel = channel + column * TLane.Width;
                var stripEnd = Math.Min(strip + rowsPerStrip, column == columns.Length - 1 ? Math.Min(end, lastWhole) : end);
                var reducer = TReducer.Start<NeighbouringChannels>(problem.Coefficients, firstChannel);
                columns[column].Get(out var first, out var second, out var third, out var fourth);
                var index = strip * stride + firstChannel;
                for (var row = strip; row < stripEnd; row++, index += stride)
                {
                    if (TReducer.ReadsX)
                        Prefetch<TElement>(x, index + ahead);
                    if (TReducer.ReadsGradient)
                        Prefetch<TElement>(dy, index + ahead);
                    reducer.Add(
                        TReducer.ReadsX ? TElement.LoadMinus(x, index, reducer.Centre) : zero, TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : zero,
                        ref first, ref second, ref third, ref fourth);
                }

                columns[column].Set(first, second, third, fourth);
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
        var reducer = TReducer.Start<NeighbouringChannels>(problem.Coefficients, channel);
        totals.Get(out var first, out var second, out var third, out var fourth);
        for (var row = Math.Max(start, whole); row < end; row++)
        {
            var index = row * problem.Shape.Channels + channel;
            var count = (int)Math.Min(TLane.Width, problem.Shape.Count - index);
            reducer.Add(
                PartialLane.Load<TElement, TLane>(problem.X, index, count, zero) - reducer.Centre,
                TReducer.ReadsGradient ? PartialLane.Load<TElement, TLane>(problem.Gradient, index, count, zero) : zero,
                ref first, ref second, ref third, ref fourth);
        }

        totals.Set(first, second, third, fourth);
    }

    /// <summary>Rows of a lane or more: pairs of lanes, and alone what is left.</summary>
    private static void MapWideRows<TElement, TLane, TMap, TStore>(ChannelProblem problem, int channel, int channels, long start, long end, bool pairs)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TStore : struct, IStore
    {
        var paired = pairs ? channels - channels % (2 * TLane.Width) : 0;
        // What is left must fill a lane, as the last lane reaches back.
        if (channels - paired is var left && left > 0 && left < TLane.Width)
            paired -= 2 * TLane.Width;
        if (paired > 0)
            MapRowPairs<TElement, TLane, TMap, TStore>(problem, channel, paired, start, end);
        else
            paired = 0;
        if (paired < channels)
            MapRows<TElement, TLane, TMap, TStore>(problem, channel + paired, channels - paired, start, end);
    }

    /// <summary>Rows of whole pairs of lanes. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapRowPairs<TElement, TLane, TMap, TStore>(ChannelProblem problem, int channel, int channels, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TStore : struct, IStore
    {
        var x = problem.X;
        var dy = problem.Gradient;
        var output = problem.Output;
        var zero = TLane.Broadcast(0);
        long stride = problem.Shape.Channels;
        var rowsPerStrip = RowsPerStrip<TElement>(stride);
        var ahead = rowsPerStrip * stride * TElement.Size;
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end) * stride;
            for (var first = channel; first < channel + channels; first += 2 * TLane.Width)
            {
                var even = TMap.Start<FirstOfPair<TElement>>(problem.Coefficients, first);
                var odd = TMap.Start<SecondOfPair<TElement>>(problem.Coefficients, first);
                var centre = TMap.Centre<FirstOfPair<TElement>>(problem.Coefficients, first);
                var centreOdd = TMap.Centre<SecondOfPair<TElement>>(problem.Coefficients, first);
                var gradientCentre = TMap.GradientCentre<FirstOfPair<TElement>>(problem.Coefficients, first);
                var gradientCentreOdd = TMap.GradientCentre<SecondOfPair<TElement>>(problem.Coefficients, first);
                for (var index = strip * stride + first; index < stripEnd; index += stride)
                {
                    if (TMap.ReadsX)
                        Prefetch<TElement>((byte*)x + ahead, index);
                    if (TMap.ReadsGradient)
                        Prefetch<TElement>((byte*)dy + ahead, index);
                    var (d, dOdd, gradient, gradientOdd) = (zero, zero, zero, zero);
                    if (TMap.ReadsX)
                        TElement.LoadPairMinus(x, index, centre, centreOdd, out d, out dOdd);
                    if (TMap.ReadsGradient)
                        TElement.LoadPairMinus(dy, index, gradientCentre, gradientCentreOdd, out gradient, out gradientOdd);
                    TStore.StorePair<TElement, TLane>(output, index, even.Apply(d, gradient), odd.Apply(dOdd, gradientOdd));
                }
            }
        }
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
        var zero = TLane.Broadcast(0);
        long stride = problem.Shape.Channels;
        var pastChannel = channel + channels;
        var lastLane = pastChannel - TLane.Width;
        var hasTail = channels % TLane.Width != 0;
        var tails = stackalloc float[MostRowsPerStrip * PartialLane.WidestLane];
        var rowsPerStrip = RowsPerStrip<TElement>(stride);
        var ahead = rowsPerStrip * stride;
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end);
            if (hasTail)
            {
                // The last lane of a row overlaps its neighbour. It is read before anything is written, so the output may be the input.
                var map = TMap.Start<NeighbouringChannels>(problem.Coefficients, lastLane);
                var (centre, gradientCentre) = (TMap.Centre<NeighbouringChannels>(problem.Coefficients, lastLane), TMap.GradientCentre<NeighbouringChannels>(problem.Coefficients, lastLane));
                var index = strip * stride + lastLane;
                for (var row = strip; row < stripEnd; row++, index += stride)
                {
                    TLane.StoreSingle(tails + (row - strip) * TLane.Width, map.Apply(
                        TMap.ReadsX ? TElement.LoadMinus(x, index, centre) : zero,
                        TMap.ReadsGradient ? TElement.LoadMinus(dy, index, gradientCentre) : zero));
                }
            }

            for (var first = channel; first <= lastLane; first += TLane.Width)
            {
                var map = TMap.Start<NeighbouringChannels>(problem.Coefficients, first);
                var (centre, gradientCentre) = (TMap.Centre<NeighbouringChannels>(problem.Coefficients, first), TMap.GradientCentre<NeighbouringChannels>(problem.Coefficients, first));
                var index = strip * stride + first;
                for (var row = strip; row < stripEnd; row++, index += stride)
                {
                    if (TMap.ReadsX)
                        Prefetch<TElement>(x, index + ahead);
                    if (TMap.ReadsGradient)
                        Prefetch<TElement>(dy, index + ahead);
                    TStore.Store<TElement, TLane>(output, index, map.Apply(
                        TMap.ReadsX ? TElement.LoadMinus(x, index, centre) : zero,
                        TMap.ReadsGradient ? TElement.LoadMinus(dy, index, gradientCentre) : zero));
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
        var map = TMap.Start<NeighbouringChannels>(problem.Coefficients, channel);
        for (var row = start; row < end; row++)
            PartialLane.Map<TElement, TLane, TMap, NeighbouringChannels>(problem, map, channel, row * problem.Shape.Channels + channel, channels);
    }

    /// <summary>Whether every lane, or pair of lanes, of a group starts on a boundary of its own width in memory.</summary>
    private static bool StartsLanes<TElement, TLane>(ChannelProblem problem, int channel, int width)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane> =>
        problem.Shape.Channels % width == 0
        && (nuint)((byte*)problem.Output + (long)channel * TElement.Size) % (nuint)(width * TElement.Size) == 0;

    private static long RowsPerStrip<TElement>(long stride)
        where TElement : struct, IElement => Math.Clamp(StripBytes / (stride * TElement.Size), FewestRowsPerStrip, MostRowsPerStrip);

    /// <summary>A strip is walked across its rows, which hardware prefetchers do not foresee: measured half the time at 256 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TElement>(void* memory, long index)
        where TElement : struct, IElement
    {
        if (Sse.IsSupported)
            Sse.Prefetch0((byte*)memory + index * TElement.Size);
    }
}
