using NormGpu.Kernels.HalfSums;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Rectified;

/// <summary>A term of the gradient behind a ReLU.</summary>
public readonly struct RectifiedTerm<TInner, TStorage> : ITerm
    where TInner : struct, ITerm
    where TStorage : struct, IStorage
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding
    {
        // One element of one channel, so the layout of neighbouring channels does not matter.
        var gate = ReluGate<TStorage, FloatLane, TRounding>.Start<ChannelsFirst>(table, channel);
        return TInner.Value<TRounding>(x, ReluGate<TStorage, FloatLane, TRounding>.Pass(gate, x, dy), first, table, channel);
    }
}
