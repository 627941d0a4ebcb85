using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Weights;

/// <summary>Arguments of <see cref="WeightNormKernels"/>. Rows of a weight are channels of a batch of one sample.</summary>
/// <param name="grid">How rows are spread over threads; one split, so that a group has whole rows.</param>
/// <param name="v">The weight's direction, (rows, rowLength).</param>
/// <param name="gradient">dw, like v; v again in a forward pass.</param>
/// <param name="output">Receives w or dv, like v; neither v nor dw.</param>
/// <param name="table">Per-row values.</param>
public readonly struct WeightArguments(ChannelGrid grid, ArrayView<Pack> v, ArrayView<Pack> gradient, ArrayView<Pack> output, RowTable table)
{
    /// <summary>How rows are spread over threads.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>The weight's direction.</summary>
    public ArrayView<Pack> V => v;

    /// <summary>dw.</summary>
    public ArrayView<Pack> Gradient => gradient;

    /// <summary>Receives w or dv.</summary>
    public ArrayView<Pack> Output => output;

    /// <summary>Per-row values.</summary>
    public RowTable Table => table;
}

/// <summary>
/// Weight norm, w = gain·v/norm(v) row by row, and its gradients. A group has whole rows, so that each tensor comes from memory once: the second look at a
/// row finds it in the cache. Sums are FP32: L2 norms outside of 1e-19 … 1e19, which halves cannot reach, are lost.
/// </summary>
/// <remarks>Source: Hoffer et al. 2018, "Norm matters", section 4; Salimans and Kingma 2016, "Weight normalization".</remarks>
public static class WeightNormKernels
{
    /// <summary>Norms and w. Grid: one group for as many rows as it has columns. A row of zeros stays one; it has no direction.</summary>
    public static void Forward<TStorage, TNorm>(WeightArguments arguments)
        where TStorage : struct, IStorage
        where TNorm : struct, IWeightNorm
    {
        var grid = arguments.Grid;
        var table = arguments.Table;
        var place = ChannelsFirst.Find(grid, OctetLane.Width);
        // Threads without a row go along, for the barriers; what they find in row 0 is not stored.
        var hasRow = place.Channel < grid.Channels;
        var row = hasRow ? place.Channel : 0;
        var total = Reduce<TStorage, LengthReducer<TNorm>, RowLength<TNorm>>(arguments, place, row, LengthReducer<TNorm>.Empty);
        var norm = Share(RowLength<TNorm>.Of(total), place);
        var factor = OctetLane.Broadcast(norm == 0 ? 0 : table.Gain(row) / norm);

        var largest = First.None;
        var run = ChannelsFirst.Locate(grid, row, place.Thread);
        for (var slot = place.Thread; slot < grid.Slots; slot += grid.Threads, run = ChannelsFirst.Advance(grid, row, slot, run))
        {
            if (run.IsEmpty)
                continue;
            var v = TStorage.Load<OctetLane>(arguments.V, run.Index);
            if (TNorm.LargestAlone && largest == First.None)
                largest = Find(v, norm, run);
            if (hasRow)
                PartialStore.Run<TStorage, ChannelsFirst, OctetLane>(arguments.Output, run, v * factor);
        }

        var first = TNorm.LargestAlone ? SharedMemoryTree.Combine(new First(largest), place, grid.Threads).Position : 0;
        if (place.Thread == 0 && hasRow)
            table.SetNorm(row, norm, first == First.None ? 0 : first);
    }

    /// <summary>dv = (gain/norm)·(dw − slope·(dw·v)/norm), slope = d(norm)/dv, and dg = (dw·v)/norm; zeros for a row of zeros. Grid as in the forward pass.</summary>
    public static void Backward<TStorage, TNorm>(WeightArguments arguments)
        where TStorage : struct, IStorage
        where TNorm : struct, IWeightNorm
    {
        var grid = arguments.Grid;
        var table = arguments.Table;
        var place = ChannelsFirst.Find(grid, OctetLane.Width);
        var hasRow = place.Channel < grid.Channels;
        var row = hasRow ? place.Channel : 0;
        var product = Share(Reduce<TStorage, ProductReducer, Sum>(arguments, place, row, ProductReducer.Empty).Rounded, place);
        if (!hasRow)
            return;

        var norm = table.Norm(row);
        var gainGradient = norm == 0 ? 0 : product / norm;
        var reciprocal = OctetLane.Broadcast(norm == 0 ? 0 : 1 / norm);
        var factor = OctetLane.Broadcast(norm == 0 ? 0 : table.Gain(row) / norm);
        var slopeFactor = OctetLane.Broadcast(gainGradient);
        var largest = table.Largest(row);
        if (place.Thread == 0)
            table.SetGainGradient(row, gainGradient);
        var run = ChannelsFirst.Locate(grid, row, place.Thread);
        for (var slot = place.Thread; slot < grid.Slots; slot += grid.Threads, run = ChannelsFirst.Advance(grid, row, slot, run))
        {
            if (run.IsEmpty)
                continue;
            var v = TStorage.Load<OctetLane>(arguments.V, run.Index);
            var dw = TStorage.Load<OctetLane>(arguments.Gradient, run.Index);
            var at = largest - run.Position;
            var slope = TNorm.LargestAlone
                ? OctetLane.Keep(OctetLane.Sign(v), at, at + 1, OctetLane.Broadcast(0))
                : TNorm.Direction(v, reciprocal);
            PartialStore.Run<TStorage, ChannelsFirst, OctetLane>(arguments.Output, run, (dw - slope * slopeFactor) * factor);
        }
    }

    private static TTotals Reduce<TStorage, TReducer, TTotals>(WeightArguments arguments, Place place, int row, TReducer reducer)
        where TStorage : struct, IStorage
        where TReducer : struct, IReducer<TReducer, OctetLane, TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var grid = arguments.Grid;
        var run = ChannelsFirst.Locate(grid, row, place.Thread);
        for (var slot = place.Thread; slot < grid.Slots; slot += grid.Threads, run = ChannelsFirst.Advance(grid, row, slot, run))
        {
            if (!run.IsEmpty)
                reducer = ReduceKernel.AddSlot<TStorage, ChannelsFirst, OctetLane, TReducer, TTotals>(arguments.V, arguments.Gradient, run, reducer);
        }

        return SharedMemoryTree.Combine(ChannelsFirst.Collect<TReducer, OctetLane, TTotals>(reducer, 0), place, grid.Threads);
    }

    /// <summary>What thread 0 of a column has, for all its threads.</summary>
    private static float Share(float value, Place place)
    {
        var shared = SharedMemory.Allocate<float>(GroupLimit.Threads);
        if (place.Thread == 0)
            shared[place.Column] = value;
        Group.Barrier();
        return shared[place.Column];
    }

    /// <summary>Position of the first element of a run that reaches the norm.</summary>
    private static int Find(OctetLane v, float norm, Run run)
    {
        for (var i = run.From; i < run.To; i++)
        {
            if (MathF.Abs(OctetLane.At(v, i)) == norm)
                return run.Position + i;
        }

        return First.None;
    }
}
