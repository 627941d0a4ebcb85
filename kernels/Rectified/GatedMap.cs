using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;

namespace NormGpu.Kernels.Rectified;

/// <summary>A map of gradients behind a gate.</summary>
public readonly struct GatedMap<TInner, TGate, TLane>(TInner inner, TGate gate) : IMap<GatedMap<TInner, TGate, TLane>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TGate : struct, IGate<TGate, TLane>
    where TLane : struct, IKernelLane<TLane>
{
    private readonly TInner inner = inner;
    private readonly TGate gate = gate;

    /// <inheritdoc/>
    public static bool ReadsX => true;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static GatedMap<TInner, TGate, TLane> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(TInner.Start<TLayout>(table, channel), TGate.Start<TLayout>(table, channel));

    /// <inheritdoc/>
    public static TLane Apply(GatedMap<TInner, TGate, TLane> map, TLane x, TLane dy) => TInner.Apply(map.inner, x, TGate.Pass(map.gate, x, dy));
}
