using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rectified;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Ranges;

/// <summary>Arguments of <see cref="EndKernels"/>.</summary>
/// <param name="grid">How channels are spread over threads; splits are chunks.</param>
/// <param name="x">Input.</param>
/// <param name="dy">Gradient of the output.</param>
/// <param name="dx">Receives the gradient of x; may be dy.</param>
/// <param name="table">Per-channel values.</param>
/// <param name="extents">Extents of the chunks, (channels, chunks).</param>
/// <param name="ends">Where each chunk has its ends, (channels, chunks).</param>
/// <param name="gradients">dy at the ends, (channels, chunks, 2): smallest, largest.</param>
public readonly struct EndArguments(
    ChannelGrid grid, ArrayView<Pack> x, ArrayView<Pack> dy, ArrayView<Pack> dx, ChannelTable table, ArrayView<Extent> extents, ArrayView<Ends> ends,
    ArrayView<float> gradients)
{
    /// <summary>How channels are spread over threads.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Gradient of the output.</summary>
    public ArrayView<Pack> Dy => dy;

    /// <summary>Receives the gradient of x.</summary>
    public ArrayView<Pack> Dx => dx;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>Extents of the chunks.</summary>
    public ArrayView<Extent> Extents => extents;

    /// <summary>Where each chunk has its ends.</summary>
    public ArrayView<Ends> Ends => ends;

    /// <summary>dy at the ends.</summary>
    public ArrayView<float> Gradients => gradients;
}

/// <summary>The slopes of range: ±1 at the first largest and first smallest element of each chunk.</summary>
public static class EndKernels
{
    /// <summary>Finds the ends and keeps dy there, which dx may overwrite. Grid: tiles × chunks groups, one channel a column. Reads x once.</summary>
    public static void Find<TStorage, TLayout, TLane, TGate>(EndArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TGate : struct, IGate<TGate, FloatLane>
    {
        var grid = arguments.Grid;
        // One channel a column: a lane lies along positions, or is one element.
        var place = TLayout.Find(grid, 1);
        var channel = place.Channel < grid.Channels ? place.Channel : 0;
        var chunk = Chunk.Of(grid, place.Split);
        var extent = arguments.Extents[channel * grid.Splits + place.Split];
        var smallest = TLane.Broadcast(extent.Smallest);
        var largest = TLane.Broadcast(extent.Largest);
        var smallestAt = Ends.None;
        var largestAt = Ends.None;
        var begin = TLayout.Slot(grid, channel, chunk.Begin) + place.Thread;
        var last = TLayout.Slot(grid, channel, chunk.End - 1);
        var run = TLayout.Locate(grid, channel, begin);
        for (var slot = begin; slot <= last; slot += grid.Threads, run = TLayout.Advance(grid, channel, slot, run))
        {
            var part = Chunk.Clip<TLayout>(chunk, run);
            var x = TStorage.Load<TLane>(arguments.X, part.Index);
            // Nearly every lane ends here: it reaches neither end of the chunk.
            if (TLane.AllBelow(x, largest) && TLane.AllBelow(smallest, x))
                continue;
            for (var i = part.From; i < part.To && i < TLane.Width; i++)
            {
                var value = TLane.At(x, i);
                var position = part.Position + i * TLayout.PositionStep;
                if (value == extent.Smallest && position < smallestAt)
                    smallestAt = position;
                if (value == extent.Largest && position < largestAt)
                    largestAt = position;
            }
        }

        var ends = SharedMemoryTree.Combine(new Ends(smallestAt, largestAt), place, grid.Threads);
        if (place.Thread != 0 || place.Channel >= grid.Channels)
            return;
        var index = place.Channel * grid.Splits + place.Split;
        arguments.Ends[index] = ends;
        if (ends.SmallestAt == Ends.None || ends.LargestAt == Ends.None)
            return;
        arguments.Gradients[2 * index] = Gradient<TStorage, TLayout, TGate>(arguments, place.Channel, ends.SmallestAt);
        arguments.Gradients[2 * index + 1] = Gradient<TStorage, TLayout, TGate>(arguments, place.Channel, ends.LargestAt);
    }

    /// <summary>Writes dx of the ends; one thread a channel and chunk. The two slopes of a chunk of constants cancel, and NaN has no ends.</summary>
    public static void Apply<TStorage, TLayout, TRounding>(EndArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var grid = arguments.Grid;
        var index = Grid.GlobalIndex.X;
        var channel = index / grid.Splits;
        if (channel >= grid.Channels)
            return;
        var ends = arguments.Ends[index];
        if (ends.SmallestAt == Ends.None || ends.LargestAt == Ends.None || ends.SmallestAt == ends.LargestAt)
            return;
        Store<TStorage, TLayout, TRounding>(arguments, channel, ends.SmallestAt, arguments.Gradients[2 * index], -1f);
        Store<TStorage, TLayout, TRounding>(arguments, channel, ends.LargestAt, arguments.Gradients[2 * index + 1], 1f);
    }

    private static float Gradient<TStorage, TLayout, TGate>(EndArguments arguments, int channel, int position)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TGate : struct, IGate<TGate, FloatLane>
    {
        var index = TLayout.Index(arguments.Grid, channel, position);
        // One element of one channel, so the layout of neighbouring channels does not matter.
        var gate = TGate.Start<ChannelsFirst>(arguments.Table, channel);
        return TGate.Pass(gate, TStorage.Load<FloatLane>(arguments.X, index), TStorage.Load<FloatLane>(arguments.Dy, index)).Value;
    }

    private static void Store<TStorage, TLayout, TRounding>(EndArguments arguments, int channel, int position, float dy, float sign)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var table = arguments.Table;
        var gradient = Elementwise.Gradient<FloatLane, TRounding>(
            Elementwise.CentredGradient<FloatLane, TRounding>(new FloatLane(dy), new FloatLane(table[ChannelRow.Offset, channel])),
            new FloatLane(sign),
            new FloatLane(table[ChannelRow.SlopeFactor, channel]),
            new FloatLane(table[ChannelRow.Factor, channel]));
        TStorage.Store(arguments.Dx, TLayout.Index(arguments.Grid, channel, position), gradient);
    }
}
