using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>How a lane gets a channel's coefficient: the same value throughout, or those of several channels.</summary>
internal unsafe interface IChannelLoad
{
    /// <summary>The coefficients in a row of one value a channel.</summary>
    TLane Load<TLane>(float* row)
        where TLane : struct, ISumLane<TLane>;
}

/// <summary>All elements of the lane belong to one channel.</summary>
internal readonly unsafe struct OneChannel(long channel) : IChannelLoad
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load<TLane>(float* row)
        where TLane : struct, ISumLane<TLane> => TLane.Broadcast(row[channel]);
}

/// <summary>Element i of the lane belongs to channel + i.</summary>
internal readonly unsafe struct NeighbouringChannels(long channel) : IChannelLoad
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load<TLane>(float* row)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSingle(row + channel);
}

/// <summary>The first lane of <see cref="IElement.LoadPair{TLane}"/>, whose first element stands in a column.</summary>
internal readonly unsafe struct FirstOfPair<TElement, TColumns>(TColumns columns, long column) : IChannelLoad
    where TElement : struct, IElement
    where TColumns : struct, IColumns
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load<TLane>(float* row)
        where TLane : struct, ISumLane<TLane>
    {
        columns.LoadPair<TElement, TLane>(row, column, out var first, out _);
        return first;
    }
}

/// <summary>The same for the second lane.</summary>
internal readonly unsafe struct SecondOfPair<TElement, TColumns>(TColumns columns, long column) : IChannelLoad
    where TElement : struct, IElement
    where TColumns : struct, IColumns
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load<TLane>(float* row)
        where TLane : struct, ISumLane<TLane>
    {
        columns.LoadPair<TElement, TLane>(row, column, out _, out var second);
        return second;
    }
}
