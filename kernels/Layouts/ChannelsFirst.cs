using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Layouts;

/// <summary>
/// (N, C, spatial): lanes lie along positions. Lanes are aligned to the tensor, not to the channel, so the first and last lane of a segment may be
/// partial.
/// </summary>
public readonly struct ChannelsFirst : ILayout
{
    private const int Width = 8;

    /// <inheritdoc/>
    public static int PositionStep => 1;

    /// <inheritdoc/>
    public static bool HasPartialLanes => true;

    /// <inheritdoc/>
    public static int ChannelsPerLane(int width) => 1;

    /// <inheritdoc/>
    public static Place Find(ChannelGrid grid, int width)
    {
        var group = Grid.IdxX;
        var index = Group.IdxX;
        var tile = group / grid.Splits;
        var column = index / grid.Threads;
        return new Place(tile * grid.Columns + column, column, group - tile * grid.Splits, index - column * grid.Threads, 1);
    }

    /// <inheritdoc/>
    public static Run Locate(ChannelGrid grid, int channel, int slot)
    {
        var segment = slot / grid.SlotsPerSegment;
        var start = ((long)segment * grid.Channels + channel) * grid.SegmentLength;
        var index = (start / Width + (slot - segment * grid.SlotsPerSegment)) * Width;
        var toStart = (int)(start - index);
        return new Run(index, toStart, toStart + grid.SegmentLength, Width, segment * grid.SegmentLength - toStart);
    }

    /// <inheritdoc/>
    public static Run Advance(ChannelGrid grid, int channel, int slot, Run previous) =>
        previous.ReachesBeyond(grid.Threads * Width) ? previous.Ahead(grid.Threads * Width) : Locate(grid, channel, slot);

    /// <inheritdoc/>
    public static int WholeSlots(ChannelGrid grid, int slot, Run run) => run.WholeLanes;

    /// <inheritdoc/>
    public static long SlotDistance(ChannelGrid grid) => Width;

    /// <inheritdoc/>
    public static long Index(ChannelGrid grid, int channel, int position)
    {
        var segment = position / grid.SegmentLength;
        return ((long)segment * grid.Channels + channel) * grid.SegmentLength + (position - segment * grid.SegmentLength);
    }

    /// <inheritdoc/>
    public static int Slot(ChannelGrid grid, int channel, int position)
    {
        var segment = position / grid.SegmentLength;
        var start = ((long)segment * grid.Channels + channel) * grid.SegmentLength;
        var index = start + (position - segment * grid.SegmentLength);
        return segment * grid.SlotsPerSegment + (int)(index / Width - start / Width);
    }

    /// <inheritdoc/>
    public static int Position(ChannelGrid grid, int channel, int slot)
    {
        var run = Locate(grid, channel, slot);
        var last = (slot / grid.SlotsPerSegment + 1) * grid.SegmentLength;
        var position = run.Position + run.From;
        return position < last ? position : last;
    }

    /// <inheritdoc/>
    public static TLane Load<TLane>(ChannelTable table, int row, int channel)
        where TLane : struct, IKernelLane<TLane> => TLane.Broadcast(table[row, channel]);

    /// <inheritdoc/>
    public static TTotals Collect<TReducer, TLane, TTotals>(TReducer reducer, int index)
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TLane : struct, IKernelLane<TLane>
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var totals = TReducer.Total(reducer, 0);
        for (var i = 1; i < TLane.Width; i++)
            totals = TTotals.Combine(totals, TReducer.Total(reducer, i));
        return totals;
    }
}
