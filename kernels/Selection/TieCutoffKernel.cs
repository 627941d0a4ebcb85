using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Selection;

/// <summary>Arguments of <see cref="TieCutoffKernel"/>.</summary>
/// <param name="grid">How channels were spread over threads when the sums were taken.</param>
/// <param name="x">Input.</param>
/// <param name="table">Per-channel values: means, thresholds and how many ties to select.</param>
/// <param name="partials">Sums of each split, (channels, splits).</param>
/// <param name="cutoffs">Receives the position of the last selected tie, (channels).</param>
/// <param name="signs">Receives the sum of signs of all selected elements, (channels).</param>
public readonly struct TieCutoffArguments(
    ChannelGrid grid, ArrayView<Pack> x, ChannelTable table, ArrayView<SelectionSums> partials, ArrayView<int> cutoffs, ArrayView<int> signs)
{
    /// <summary>How channels were spread over threads when the sums were taken.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>Sums of each split, (channels, splits).</summary>
    public ArrayView<SelectionSums> Partials => partials;

    /// <summary>Receives the position of the last selected tie.</summary>
    public ArrayView<int> Cutoffs => cutoffs;

    /// <summary>Receives the sum of signs of all selected elements.</summary>
    public ArrayView<int> Signs => signs;
}

/// <summary>
/// Where a channel has more elements equal to the threshold than it may select, finds the position of the last one selected, lowest index first. Only
/// the split that holds it is read again.
/// </summary>
public static class TieCutoffKernel
{
    /// <summary>Grid: one group a channel, any group size up to <see cref="GroupLimit.Threads"/>.</summary>
    public static void Run<TStorage, TLayout, TRounding>(TieCutoffArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var counts = SharedMemory.Allocate<int>(GroupLimit.Threads);
        var grid = arguments.Grid;
        var channel = Grid.IdxX;
        var thread = Group.IdxX;
        var threads = Group.DimX;
        var ties = (int)arguments.Table[ChannelRow.Ties, channel];

        // Every thread walks the splits by itself: there are few, and all threads must agree on where to look.
        var above = 0;
        var tiedSigns = 0;
        var tiedBefore = 0;
        var tieSplit = grid.Splits;
        for (var split = 0; split < grid.Splits; split++)
        {
            var sums = arguments.Partials[channel * grid.Splits + split];
            above += sums.SignsAbove;
            if (tieSplit < grid.Splits)
                continue;
            if (tiedBefore + sums.Ties > ties)
            {
                tieSplit = split;
            }
            else
            {
                tiedBefore += sums.Ties;
                tiedSigns += sums.SignsTied;
            }
        }

        var mean = arguments.Table[ChannelRow.Mean, channel];
        var threshold = arguments.Table[ChannelRow.Threshold, channel];
        var begin = 0;
        var end = 0;
        if (tieSplit < grid.Splits)
        {
            begin = TLayout.Position(grid, channel, tieSplit * grid.SlotsPerSplit);
            var lastSlot = (tieSplit + 1) * grid.SlotsPerSplit;
            end = lastSlot < grid.Slots ? TLayout.Position(grid, channel, lastSlot) : grid.Count;
        }

        // Each thread takes a contiguous share, so that the shares of lower threads come first in the channel.
        var share = (end - begin + threads - 1) / threads;
        var from = IntrinsicMath.Min(begin + thread * share, end);
        var to = IntrinsicMath.Min(from + share, end);
        var count = 0;
        for (var position = from; position < to; position++)
        {
            if (MathF.Abs(Deviation<TStorage, TLayout, TRounding>(arguments, channel, position, mean)) == threshold)
                count++;
        }

        counts[thread] = count;
        Group.Barrier();
        var before = tiedBefore;
        for (var other = 0; other < thread; other++)
            before += counts[other];

        var cutoff = tieSplit < grid.Splits ? begin - 1 : int.MaxValue;
        if (thread == 0)
        {
            arguments.Cutoffs[channel] = cutoff;
            arguments.Signs[channel] = above + tiedSigns;
        }

        Group.Barrier();
        // At most one thread finds the last tie in its share; it needs the signs of the ties before it in this split.
        if (before < ties && before + count >= ties && tieSplit < grid.Splits)
        {
            var left = ties - tiedBefore;
            var position = begin;
            for (; left > 0; position++)
            {
                var d = Deviation<TStorage, TLayout, TRounding>(arguments, channel, position, mean);
                if (MathF.Abs(d) == threshold)
                {
                    tiedSigns += d > 0 ? 1 : d < 0 ? -1 : 0;
                    left--;
                }
            }

            arguments.Cutoffs[channel] = position - 1;
            arguments.Signs[channel] = above + tiedSigns;
        }
    }

    private static float Deviation<TStorage, TLayout, TRounding>(TieCutoffArguments arguments, int channel, int position, float mean)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var x = TStorage.Load<FloatLane>(arguments.X, TLayout.Index(arguments.Grid, channel, position));
        return Elementwise.Deviation<FloatLane, TRounding>(x, new FloatLane(mean)).Value;
    }
}
