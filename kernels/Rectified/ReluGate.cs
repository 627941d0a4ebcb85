using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Rectified;

/// <summary>
/// A ReLU behind the norm: dy passes where the output, computed again from x as the forward pass did, is stored as more than 0 or is NaN. So nothing is
/// saved for it.
/// </summary>
public readonly struct ReluGate<TStorage, TLane, TRounding>(NormalizeMap<TLane, TRounding> normalize) : IGate<ReluGate<TStorage, TLane, TRounding>, TLane>
    where TStorage : struct, IStorage
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly NormalizeMap<TLane, TRounding> normalize = normalize;

    /// <inheritdoc/>
    public static ReluGate<TStorage, TLane, TRounding> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(NormalizeMap<TLane, TRounding>.Start<TLayout>(table, channel));

    /// <inheritdoc/>
    public static TLane Pass(ReluGate<TStorage, TLane, TRounding> gate, TLane x, TLane dy) =>
        TLane.PassAbove(NormalizeMap<TLane, TRounding>.Apply(gate.normalize, x, dy), TLane.Broadcast(TStorage.LargestZero), dy);
}
