using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The search for the few elements that reach a threshold.</summary>
internal readonly unsafe partial struct ChannelsLastLoops
{
    /// <summary>Sets of rows whose maxima are taken apart, at least: enough for the default k of Top(k).</summary>
    private const int FewestRowSets = 32;

    /// <summary>The same at most: k of each channel are kept in order.</summary>
    private const int MostRowSets = 256;

    public static void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var runs = problem.Blocks.Runs(block);
        var end = runs.Start + runs.Length;
        if (problem.Shape.CountPerChannel <= CachedRows)
        {
            // Of few rows many have elements that reach it, and a search for the next stops again and again.
            var paired = channels - channels % (2 * TLane.Width);
            if (paired > 0)
                RowSearch.Scan<TElement, TLane, TRounding, ChannelColumns>(new RowTensors(problem), default, channel, channel + paired, runs.Start, end, scanner);
            channel += paired;
            channels -= paired;
        }

        // Rows that lie in the cache, as those do that a backward pass has just summed, are walked to their end, others in memory's order.
        var isCached = problem.Gradient != null || problem.Shape.CountPerChannel <= CachedRows;
        var rowsPerStrip = isCached ? runs.Length : Strips.Rows<TElement>(problem.Shape.Channels);
        for (var strip = runs.Start; strip < end; strip += rowsPerStrip)
        {
            var stripEnd = Math.Min(strip + rowsPerStrip, end);
            for (var first = channel; first < channel + channels;)
            {
                var isPair = first + 2 * TLane.Width <= channel + channels;
                var width = isPair ? 2 * TLane.Width : TLane.Width;
                var whole = Math.Min(stripEnd, WholeRows(problem.Shape, first, width));
                for (var row = strip; row < stripEnd; row++)
                {
                    if (row < whole)
                        row = isPair ? FirstReachedByPair<TElement, TLane, TRounding>(problem, first, row, whole) : FirstReached<TElement, TLane, TRounding>(problem, first, row, whole);
                    if (row >= stripEnd)
                        break;
                    for (var lane = first; lane < first + width; lane += TLane.Width)
                        Show<TElement, TLane, TRounding>(problem, lane, channel + channels, row, scanner);
                }

                first += width;
            }
        }
    }

    /// <summary>Shows a scanner which channels of a lane reach their threshold in a row.</summary>
    [SkipLocalsInit]
    private static void Show<TElement, TLane, TRounding>(ChannelProblem problem, int first, int pastChannel, long row, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var deviations = stackalloc float[TLane.Width];
        var present = (uint)((1L << Math.Min(TLane.Width, pastChannel - first)) - 1);
        var index = row * problem.Shape.Channels + first;
        var x = index + TLane.Width <= problem.Shape.Count
            ? TElement.Load<TLane>(problem.X, index)
            : PartialLane.Load<TElement, TLane>(problem.X, index, (int)(problem.Shape.Count - index), TLane.Broadcast(0));
        var d = Elementwise.Deviation<TLane, TRounding>(x, TLane.LoadSingle(problem.Coefficients.Centre + first));
        TLane.StoreSingle(deviations, d);
        var reached = TLane.AtLeast(TLane.Abs(d), TLane.LoadSingle(problem.Coefficients.Threshold + first)) & present;
        for (; reached != 0; reached &= reached - 1)
        {
            var element = BitOperations.TrailingZeroCount(reached);
            var dy = problem.Gradient == null ? 0 : TElement.LoadOne(problem.Gradient, index + element);
            scanner.Take(first + element, index + element, deviations[element], dy);
        }
    }

    public static void RaiseThresholds<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        // Of twice as many maxima as are asked for the k-th is close to the k-th of all.
        var wanted = Math.Max(FewestRowSets, 2 * Math.Min(k, MostRowSets));
        if (wanted > MostRowSets)
            return;
        var rows = Math.Min(problem.Shape.CountPerChannel, CachedRows);
        var sets = (int)Math.Min(wanted, rows);
        var padded = (channels + TLane.Width - 1) / TLane.Width * TLane.Width;
        using var memory = new ScratchMemory((long)padded * (sizeof(double) + sets * sizeof(float)));
        var maxima = (float*)memory.Address;
        var ofSet = (double*)(maxima + (long)padded * sets);
        for (var set = 0; set < sets; set++)
        {
            Reduce<TElement, TLane, DeviationReducer<LInf, TLane, TRounding>>(problem, channel, channels, rows * set / sets, rows * (set + 1) / sets, ofSet - channel);
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(ofSet, channels), new Span<float>(maxima + (long)set * padded, channels));
        }

        for (var first = 0; first < channels; first += TLane.Width)
            KthLargest.OfColumns<TLane>(maxima + first, padded, sets, (int)k, Math.Min(TLane.Width, channels - first), problem.Coefficients.Threshold + channel + first);
    }

    /// <summary>The first row of a strip in which some channel of a lane reaches its threshold, or the strip's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long FirstReached<TElement, TLane, TRounding>(ChannelProblem problem, int first, long row, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = problem.X;
        long stride = problem.Shape.Channels;
        var ahead = Math.Min(Strips.Rows<TElement>(stride), problem.Shape.CountPerChannel - end) * stride;
        var mean = TLane.LoadSingle(problem.Coefficients.Centre + first);
        var threshold = TLane.LoadSingle(problem.Coefficients.Threshold + first);
        for (var index = row * stride + first; row < end; row++, index += stride)
        {
            Strips.Prefetch<TElement>(x, index + ahead);
            var d = Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, index), mean);
            if (TLane.AtLeast(TLane.Abs(d), threshold) != 0)
                break;
        }

        return row;
    }

    /// <summary>The same for two lanes, which are a line of the cache in FP16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long FirstReachedByPair<TElement, TLane, TRounding>(ChannelProblem problem, int first, long row, long end)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var constants = TElement.Constants<TLane>();
        var x = problem.X;
        long stride = problem.Shape.Channels;
        var ahead = Math.Min(Strips.Rows<TElement>(stride), problem.Shape.CountPerChannel - end) * stride;
        TElement.LoadPairFactors<TLane>(problem.Coefficients.Centre + first, out var mean, out var meanOdd);
        TElement.LoadPairFactors<TLane>(problem.Coefficients.Threshold + first, out var threshold, out var thresholdOdd);
        for (var index = row * stride + first; row < end; row++, index += stride)
        {
            Strips.Prefetch<TElement>(x, index + ahead);
            TElement.LoadPairMinus(x, index, constants, mean, meanOdd, out var d, out var dOdd);
            if ((TLane.AtLeast(TLane.Abs(TRounding.Round(d)), threshold) | TLane.AtLeast(TLane.Abs(TRounding.Round(dOdd)), thresholdOdd)) != 0)
                break;
        }

        return row;
    }
}
