using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Layouts;

/// <summary>How threads walk through channels in memory; chosen by type.</summary>
public interface ILayout
{
    /// <summary>What this thread works on, with lanes of <paramref name="width"/> elements. Reads the grid and group indices; call it once.</summary>
    static abstract Place Find(ChannelGrid grid, int width);

    /// <summary>Where slot <paramref name="slot"/> of a channel lies.</summary>
    static abstract Run Locate(ChannelGrid grid, int channel, int slot);

    /// <summary>Where the thread's next slot lies. Divides only where a segment ends: a division costs more than the work on a lane.</summary>
    static abstract Run Advance(ChannelGrid grid, int channel, int slot, Run previous);

    /// <summary>Slots from a whole one on that are whole too, at one distance from each other in memory.</summary>
    static abstract int WholeSlots(ChannelGrid grid, int slot, Run run);

    /// <summary>Elements from a slot to the next one there.</summary>
    static abstract long SlotDistance(ChannelGrid grid);

    /// <summary>Index in the tensor of position <paramref name="position"/> of a channel; positions count in (N, spatial) order.</summary>
    static abstract long Index(ChannelGrid grid, int channel, int position);

    /// <summary>The slot that holds position <paramref name="position"/> of a channel.</summary>
    static abstract int Slot(ChannelGrid grid, int channel, int position);

    /// <summary>First position of slot <paramref name="slot"/> of a channel.</summary>
    static abstract int Position(ChannelGrid grid, int channel, int slot);

    /// <summary>How much further in the channel each element of a lane lies than the one before it.</summary>
    static abstract int PositionStep { get; }

    /// <summary>Whether a lane may hold elements of other channels or none.</summary>
    static abstract bool HasPartialLanes { get; }

    /// <summary>Channels that a thread's lane of <paramref name="width"/> elements belongs to.</summary>
    static abstract int ChannelsPerLane(int width);

    /// <summary>A per-channel value as a lane.</summary>
    static abstract TLane Load<TLane>(ChannelTable table, int row, int channel)
        where TLane : struct, IKernelLane<TLane>;

    /// <summary>A reducer's totals of the thread's channel number <paramref name="index"/>.</summary>
    static abstract TTotals Collect<TReducer, TLane, TTotals>(TReducer reducer, int index)
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TLane : struct, IKernelLane<TLane>
        where TTotals : unmanaged, ITotals<TTotals>;
}
