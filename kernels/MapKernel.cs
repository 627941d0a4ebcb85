using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels;

/// <summary>Arguments of <see cref="MapKernel"/> and <see cref="Selection.SelectedGradientKernel"/>.</summary>
/// <param name="grid">How channels are spread over threads.</param>
/// <param name="x">Input.</param>
/// <param name="dy">Gradient of the output; x again where it is not read.</param>
/// <param name="output">Receives the result; may be x or dy.</param>
/// <param name="table">Per-channel values.</param>
/// <param name="cutoffs">Position of the last selected tie of each channel, for selecting norms; (channels).</param>
public readonly struct MapArguments(
    ChannelGrid grid, ArrayView<Pack> x, ArrayView<Pack> dy, ArrayView<Pack> output, ChannelTable table, ArrayView<int> cutoffs)
{
    /// <summary>How channels are spread over threads.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Gradient of the output.</summary>
    public ArrayView<Pack> Dy => dy;

    /// <summary>Receives the result.</summary>
    public ArrayView<Pack> Output => output;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>Position of the last selected tie of each channel.</summary>
    public ArrayView<int> Cutoffs => cutoffs;
}

/// <summary>Applies a map to every element of every channel: the loop that normalizing and applying gradients share.</summary>
public static class MapKernel
{
    /// <summary>Grid: tiles × splits groups. Reads what the map wants once, writes the output once.</summary>
    public static void Run<TStorage, TLayout, TLane, TMap>(MapArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        var grid = arguments.Grid;
        var place = TLayout.Find(grid, TLane.Width);
        if (place.Channel >= grid.Channels)
            return;
        var map = TMap.Start<TLayout>(arguments.Table, place.Channel);
        var begin = place.Split * grid.SlotsPerSplit;
        var end = IntrinsicMath.Min(begin + grid.SlotsPerSplit, grid.Slots);
        var distance = grid.Threads * TLayout.SlotDistance(grid);
        var slot = begin + place.Thread;
        while (slot < end)
        {
            var run = TLayout.Locate(grid, place.Channel, slot);
            if (run.IsWhole)
            {
                // Nearly all lanes: they need no look at their ends.
                var wholeEnd = slot + IntrinsicMath.Min(TLayout.WholeSlots(grid, slot, run), end - slot);
                for (var index = run.Index; slot < wholeEnd; slot += grid.Threads, index += distance)
                    TStorage.Store(arguments.Output, index, Apply<TStorage, TLane, TMap>(arguments, index, map));
            }
            else
            {
                if (!run.IsEmpty)
                    PartialStore.Run<TStorage, TLayout, TLane>(arguments.Output, run, Apply<TStorage, TLane, TMap>(arguments, run.Index, map));
                slot += grid.Threads;
            }
        }
    }

    private static TLane Apply<TStorage, TLane, TMap>(MapArguments arguments, long index, TMap map)
        where TStorage : struct, IStorage
        where TLane : struct, IKernelLane<TLane>
        where TMap : struct, IMap<TMap, TLane> => TMap.Apply(
            map,
            TMap.ReadsX ? TStorage.Load<TLane>(arguments.X, index) : TLane.Broadcast(0),
            TMap.ReadsGradient ? TStorage.Load<TLane>(arguments.Dy, index) : TLane.Broadcast(0));
}
