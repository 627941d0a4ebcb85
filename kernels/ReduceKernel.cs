using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels;

/// <summary>Arguments of <see cref="ReduceKernel"/>.</summary>
/// <param name="grid">How channels are spread over threads.</param>
/// <param name="x">Input.</param>
/// <param name="dy">Gradient of the output; x again where it is not read.</param>
/// <param name="table">Per-channel values.</param>
/// <param name="partials">Receives the totals, (channels, splits).</param>
public readonly struct ReduceArguments<TTotals>(
    ChannelGrid grid, ArrayView<Pack> x, ArrayView<Pack> dy, ChannelTable table, ArrayView<TTotals> partials)
    where TTotals : unmanaged, ITotals<TTotals>
{
    /// <summary>How channels are spread over threads.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Gradient of the output.</summary>
    public ArrayView<Pack> Dy => dy;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>Receives the totals, (channels, splits).</summary>
    public ArrayView<TTotals> Partials => partials;
}

/// <summary>Reduces every split of every channel to its totals: the loop that all statistics and gradient sums share.</summary>
public static class ReduceKernel
{
    /// <summary>Lanes that a thread sums plainly at most: few enough that what rounding takes of them is far below a mean's last digit.</summary>
    public const int LanesToSettle = 16;

    /// <summary>Grid: tiles × splits groups. Reads x once, dy once if the reducer wants it; writes one total a channel and split.</summary>
    public static void Run<TStorage, TLayout, TLane, TReducer, TTotals, TGroup>(ReduceArguments<TTotals> arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
        where TGroup : struct, IGroupReduction
    {
        var grid = arguments.Grid;
        var place = TLayout.Find(grid, TLane.Width);
        // Threads without a channel go along, for the barriers; what they read of channel 0 is not stored.
        var channel = place.Channel < grid.Channels ? place.Channel : 0;
        var begin = place.Split * grid.SlotsPerSplit;
        var end = IntrinsicMath.Min(begin + grid.SlotsPerSplit, grid.Slots);

        var first = LoadPosition<TStorage, TLayout, TLane>(arguments.X, grid, channel, 0);
        var start = first;
        if (begin + place.Thread < end)
            start = LoadPosition<TStorage, TLayout, TLane>(arguments.X, grid, channel, TLayout.Position(grid, channel, begin + place.Thread));
        var reducer = TReducer.Start<TLayout>(first, start, arguments.Table, channel);
        var distance = grid.Threads * TLayout.SlotDistance(grid);
        var slot = begin + place.Thread;
        while (slot < end)
        {
            var run = TLayout.Locate(grid, channel, slot);
            if (run.IsWhole)
            {
                // Nearly all lanes: they need no look at their ends.
                var wholeEnd = slot + IntrinsicMath.Min(TLayout.WholeSlots(grid, slot, run), end - slot);
                var index = run.Index;
                while (slot < wholeEnd)
                {
                    var settleAt = slot + IntrinsicMath.Min(LanesToSettle * grid.Threads, wholeEnd - slot);
                    for (; slot < settleAt; slot += grid.Threads, index += distance)
                    {
                        var gradients = TReducer.ReadsGradient ? TStorage.Load<TLane>(arguments.Dy, index) : TLane.Broadcast(0);
                        reducer = TReducer.Add(reducer, TStorage.Load<TLane>(arguments.X, index), gradients, TLane.Broadcast(1));
                    }

                    reducer = TReducer.Settle(reducer);
                }
            }
            else
            {
                if (!run.IsEmpty)
                    reducer = AddSlot<TStorage, TLayout, TLane, TReducer, TTotals>(arguments.X, arguments.Dy, run, reducer);
                slot += grid.Threads;
            }
        }

        for (var i = 0; i < TLayout.ChannelsPerLane(TLane.Width); i++)
        {
            var totals = TGroup.Combine(TLayout.Collect<TReducer, TLane, TTotals>(reducer, i), place, grid.Threads);
            if (place.Thread == 0 && place.Channel + i < grid.Channels)
                arguments.Partials[(place.Channel + i) * grid.Splits + place.Split] = totals;
        }
    }

    /// <summary>The reduction with one slot more.</summary>
    internal static TReducer AddSlot<TStorage, TLayout, TLane, TReducer, TTotals>(ArrayView<Pack> x, ArrayView<Pack> dy, Run run, TReducer reducer)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var inputs = TStorage.Load<TLane>(x, run.Index);
        var gradients = TReducer.ReadsGradient ? TStorage.Load<TLane>(dy, run.Index) : TLane.Broadcast(0);
        var present = TLane.Broadcast(1);
        if (TLayout.HasPartialLanes && !run.IsWhole)
        {
            inputs = TLane.Keep(inputs, run.From, run.To, TReducer.Fill(reducer));
            gradients = TLane.Keep(gradients, run.From, run.To, TLane.Broadcast(0));
            present = TLane.Keep(present, run.From, run.To, TLane.Broadcast(0));
        }

        return TReducer.Settle(TReducer.Add(reducer, inputs, gradients, present));
    }

    /// <summary>x at one position of the thread's channel or channels.</summary>
    internal static TLane LoadPosition<TStorage, TLayout, TLane>(ArrayView<Pack> x, ChannelGrid grid, int channel, int position)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
    {
        var index = TLayout.Index(grid, channel, position);
        if (TLayout.HasPartialLanes)
            return TLane.Broadcast(TStorage.Load<FloatLane>(x, index).Value);
        return TStorage.Load<TLane>(x, index);
    }
}
