using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;

namespace NormGpu.Kernels.Rectified;

/// <summary>A forward map with a ReLU behind it.</summary>
public readonly struct RectifiedMap<TInner, TLane>(TInner inner) : IMap<RectifiedMap<TInner, TLane>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TLane : struct, IKernelLane<TLane>
{
    private readonly TInner inner = inner;

    /// <inheritdoc/>
    public static bool ReadsX => TInner.ReadsX;

    /// <inheritdoc/>
    public static bool ReadsGradient => TInner.ReadsGradient;

    /// <inheritdoc/>
    public static RectifiedMap<TInner, TLane> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(TInner.Start<TLayout>(table, channel));

    /// <inheritdoc/>
    public static TLane Apply(RectifiedMap<TInner, TLane> map, TLane x, TLane dy) => Elementwise.Rectify(TInner.Apply(map.inner, x, dy));
}
