using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The loops over rows, pairs of lanes along their columns.</summary>
internal static unsafe class RowPairLoops
{
    /// <summary>Bytes that memory reads and writes together.</summary>
    private const int CacheLine = 64;

    /// <summary>
    /// Whether the output should go past the cache. All stores must then be whole lines: a strip leaves a line for other rows before it comes back to it, and half of one that
    /// went past the cache costs memory a read and two writes.
    /// </summary>
    /// <param name="problem">The tensors.</param>
    /// <param name="rows">As rows.</param>
    /// <param name="columns">How many columns are mapped together: pairs of lanes, and a lane where one is left.</param>
    public static bool Streams<TElement, TLane>(ChannelProblem problem, in RowTensors rows, int columns)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var store = TLane.Width * TElement.Size * (columns % (2 * TLane.Width) == 0 ? 2 : 1);
        return TElement.Streams && problem.OutgrowsCache && store % CacheLine == 0 && columns % TLane.Width == 0
            && rows.Stride * TElement.Size % CacheLine == 0 && (nuint)rows.Output % CacheLine == 0;
    }

    /// <summary>Rows start … end − 1 of whole pairs of lanes. A method of its own, without calls, so that the JIT keeps everything in registers.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="columns">Whose they are.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="totals">Receives what each lane of columns accumulates.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">One past the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void ReduceRowPairs<TElement, TLane, TReducer, TColumns>(
        in RowTensors tensors, TColumns columns, int firstColumn, Span<LaneTotals<TLane>> totals, long start, long end)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
        where TColumns : struct, IColumns
    {
        var x = tensors.X;
        var dy = tensors.Gradient;
        var zero = TLane.Broadcast(0);
        var stride = tensors.Stride;
        var meetsPages = tensors.OutgrowCache;
        var rowsPerStrip = Strips.Rows<TElement>(stride);
        var constants = TElement.ConstantsInRegisters<TLane>();
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end) * stride;
            var ahead = Strips.Ahead(strip, rowsPerStrip, tensors.Rows, stride);
            var xAhead = (byte*)x + ahead * TElement.Size;
            var dyAhead = (byte*)dy + ahead * TElement.Size;
            var next = (strip + rowsPerStrip) * stride + firstColumn;
            if (meetsPages && TReducer.ReadsX)
                Pages.MeetRows<TElement>(xAhead, next, rowsPerStrip, stride, totals.Length * TLane.Width);
            if (meetsPages && TReducer.ReadsGradient)
                Pages.MeetRows<TElement>(dyAhead, next, rowsPerStrip, stride, totals.Length * TLane.Width);
            for (var lane = 0; lane < totals.Length - 1; lane += 2)
            {
                var column = firstColumn + lane * TLane.Width;
                var even = TReducer.Start(tensors.Coefficients, new FirstOfPair<TElement, TColumns>(columns, column));
                var odd = TReducer.Start(tensors.Coefficients, new SecondOfPair<TElement, TColumns>(columns, column));
                var (first, second, third, fourth) = (zero, zero, zero, zero);
                var (firstOdd, secondOdd, thirdOdd, fourthOdd) = (zero, zero, zero, zero);
                if (strip != start)
                {
                    totals[lane].Get(TReducer.Totals, out first, out second, out third, out fourth);
                    totals[lane + 1].Get(TReducer.Totals, out firstOdd, out secondOdd, out thirdOdd, out fourthOdd);
                }

                for (var index = strip * stride + column; index < stripEnd; index += stride)
                {
                    if (TReducer.ReadsX)
                        Strips.Prefetch<TElement>(xAhead, index);
                    if (TReducer.ReadsGradient)
                        Strips.Prefetch<TElement>(dyAhead, index);
                    ReducerInput.LoadXPair<TElement, TLane, TReducer>(x, index, constants, even.Centre, odd.Centre, out var d, out var dOdd);
                    ReducerInput.LoadGradientPair<TElement, TLane, TReducer>(dy, index, constants, out var gradient, out var gradientOdd);
                    even.Add(d, gradient, ref first, ref second, ref third, ref fourth);
                    odd.Add(dOdd, gradientOdd, ref firstOdd, ref secondOdd, ref thirdOdd, ref fourthOdd);
                }

                totals[lane].Set(TReducer.Totals, first, second, third, fourth);
                totals[lane + 1].Set(TReducer.Totals, firstOdd, secondOdd, thirdOdd, fourthOdd);
            }
        }
    }

    /// <summary>The same for a map.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="columns">Whose they are.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="pastColumn">One past the last.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="columnsAhead">Columns from what is mapped to what is fetched in the same row; 0 where the next strip is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MapRowPairs<TElement, TLane, TMap, TStore, TColumns>(
        in RowTensors tensors, TColumns columns, int firstColumn, int pastColumn, long start, long end, long columnsAhead)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TStore : struct, IStore
        where TColumns : struct, IColumns
    {
        var x = tensors.X;
        var dy = tensors.Gradient;
        var output = tensors.Output;
        var stride = tensors.Stride;
        var meetsPages = tensors.OutgrowCache;
        var rowsPerStrip = Strips.Rows<TElement>(stride);
        var constants = TElement.ConstantsInRegisters<TLane>();
        for (var strip = start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end) * stride;
            var ahead = columnsAhead > 0 ? columnsAhead : Strips.Ahead(strip, rowsPerStrip, tensors.Rows, stride);
            var xAhead = (byte*)x + ahead * TElement.Size;
            var dyAhead = (byte*)dy + ahead * TElement.Size;
            var next = (strip + rowsPerStrip) * stride + firstColumn;
            if (meetsPages && TMap.ReadsX)
                Pages.MeetRows<TElement>(xAhead, next, rowsPerStrip, stride, pastColumn - firstColumn);
            if (meetsPages && TMap.ReadsGradient)
                Pages.MeetRows<TElement>(dyAhead, next, rowsPerStrip, stride, pastColumn - firstColumn);
            if (meetsPages)
                Pages.MeetRows<TElement>(output, next, rowsPerStrip, stride, pastColumn - firstColumn);
            for (var column = firstColumn; column < pastColumn; column += 2 * TLane.Width)
            {
                var even = TMap.Start<TElement, FirstOfPair<TElement, TColumns>>(tensors.Coefficients, new FirstOfPair<TElement, TColumns>(columns, column));
                var odd = TMap.Start<TElement, SecondOfPair<TElement, TColumns>>(tensors.Coefficients, new SecondOfPair<TElement, TColumns>(columns, column));
                // What lies past these columns is another thread's.
                var elementsAhead = TStore.LanesAhead * TLane.Width;
                var outputAhead = (byte*)output + (column + elementsAhead < pastColumn ? elementsAhead : 0) * TElement.Size;
                for (var index = strip * stride + column; index < stripEnd; index += stride)
                {
                    if (TStore.LanesAhead > 0)
                        Strips.Prefetch<TElement>(outputAhead, index);
                    if (TMap.ReadsX)
                        Strips.Prefetch<TElement>(xAhead, index);
                    if (TMap.ReadsGradient)
                        Strips.Prefetch<TElement>(dyAhead, index);
                    TMap.ApplyPair<TElement>(even, odd, x, dy, index, constants, out var first, out var second);
                    TStore.StorePair<TElement, TLane>(output, index, constants, first, second);
                }
            }
        }
    }
}
