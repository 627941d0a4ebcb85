using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Layouts;

/// <summary>
/// (N, spatial, C): lanes lie along channels, neighbouring threads on neighbouring channels, so that accesses are coalesced. A slot is one position.
/// Lanes of 8 need a multiple of 8 channels.
/// </summary>
public readonly struct ChannelsLast : ILayout
{
    /// <inheritdoc/>
    public static int PositionStep => 0;

    /// <inheritdoc/>
    public static bool HasPartialLanes => false;

    /// <inheritdoc/>
    public static int ChannelsPerLane(int width) => width;

    /// <inheritdoc/>
    public static Place Find(ChannelGrid grid, int width)
    {
        var group = Grid.IdxX;
        var index = Group.IdxX;
        var tile = group / grid.Splits;
        var thread = index / grid.Columns;
        var column = index - thread * grid.Columns;
        return new Place((tile * grid.Columns + column) * width, column, group - tile * grid.Splits, thread, grid.Columns);
    }

    /// <inheritdoc/>
    public static Run Locate(ChannelGrid grid, int channel, int slot) => new((long)slot * grid.Channels + channel, 0, 8, 8, slot);

    /// <inheritdoc/>
    public static Run Advance(ChannelGrid grid, int channel, int slot, Run previous) => Locate(grid, channel, slot);

    /// <inheritdoc/>
    public static int WholeSlots(ChannelGrid grid, int slot, Run run) => grid.Slots - slot;

    /// <inheritdoc/>
    public static long SlotDistance(ChannelGrid grid) => grid.Channels;

    /// <inheritdoc/>
    public static long Index(ChannelGrid grid, int channel, int position) => (long)position * grid.Channels + channel;

    /// <inheritdoc/>
    public static int Slot(ChannelGrid grid, int channel, int position) => position;

    /// <inheritdoc/>
    public static int Position(ChannelGrid grid, int channel, int slot) => slot;

    /// <inheritdoc/>
    public static TLane Load<TLane>(ChannelTable table, int row, int channel)
        where TLane : struct, IKernelLane<TLane> => TLane.LoadNeighbours(table.Values, row * table.Stride + channel);

    /// <inheritdoc/>
    public static TTotals Collect<TReducer, TLane, TTotals>(TReducer reducer, int index)
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TLane : struct, IKernelLane<TLane>
        where TTotals : unmanaged, ITotals<TTotals> => TReducer.Total(reducer, index);
}
