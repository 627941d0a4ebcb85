using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Ranges;

/// <summary>Sum, minimum and maximum of every chunk of every channel, in one read of x. The grid's splits are chunks.</summary>
public static class RangeKernel
{
    /// <summary>Grid: tiles × chunks groups. Reads x once; writes one extent a channel and chunk.</summary>
    public static void Run<TStorage, TLayout, TLane, TRounding, TGroup>(ReduceArguments<Extent> arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        var grid = arguments.Grid;
        var place = TLayout.Find(grid, TLane.Width);
        // Threads without a channel go along, for the barriers; what they read of channel 0 is not stored.
        var channel = place.Channel < grid.Channels ? place.Channel : 0;
        var chunk = Chunk.Of(grid, place.Split);
        var reducer = ExtentReducer<TLane, TRounding>.Start<TLayout>(
            ReduceKernel.LoadPosition<TStorage, TLayout, TLane>(arguments.X, grid, channel, 0),
            ReduceKernel.LoadPosition<TStorage, TLayout, TLane>(arguments.X, grid, channel, chunk.Begin),
            arguments.Table,
            channel);
        var begin = TLayout.Slot(grid, channel, chunk.Begin) + place.Thread;
        var last = TLayout.Slot(grid, channel, chunk.End - 1);
        var run = TLayout.Locate(grid, channel, begin);
        for (var slot = begin; slot <= last; slot += grid.Threads, run = TLayout.Advance(grid, channel, slot, run))
        {
            var part = Chunk.Clip<TLayout>(chunk, run);
            if (!part.IsEmpty)
            {
                reducer = ReduceKernel.AddSlot<TStorage, TLayout, TLane, ExtentReducer<TLane, TRounding>, Extent>(
                    arguments.X, arguments.Dy, part, reducer);
            }
        }

        for (var i = 0; i < TLayout.ChannelsPerLane(TLane.Width); i++)
        {
            var totals = TGroup.Combine(TLayout.Collect<ExtentReducer<TLane, TRounding>, TLane, Extent>(reducer, i), place, grid.Threads);
            if (place.Thread == 0 && place.Channel + i < grid.Channels)
                arguments.Partials[(place.Channel + i) * grid.Splits + place.Split] = totals;
        }
    }
}
