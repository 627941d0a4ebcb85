using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Rectified;

/// <summary>A reduction of gradients behind a gate.</summary>
public readonly struct GatedReducer<TInner, TGate, TLane, TTotals>(TInner inner, TGate gate)
    : IReducer<GatedReducer<TInner, TGate, TLane, TTotals>, TLane, TTotals>
    where TInner : struct, IReducer<TInner, TLane, TTotals>
    where TGate : struct, IGate<TGate, TLane>
    where TLane : struct, IKernelLane<TLane>
    where TTotals : unmanaged, ITotals<TTotals>
{
    private readonly TInner inner = inner;
    private readonly TGate gate = gate;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static GatedReducer<TInner, TGate, TLane, TTotals> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(TInner.Start<TLayout>(first, start, table, channel), TGate.Start<TLayout>(table, channel));

    /// <inheritdoc/>
    public static TLane Fill(GatedReducer<TInner, TGate, TLane, TTotals> reducer) => TInner.Fill(reducer.inner);

    /// <inheritdoc/>
    public static GatedReducer<TInner, TGate, TLane, TTotals> Add(GatedReducer<TInner, TGate, TLane, TTotals> reducer, TLane x, TLane dy, TLane present) =>
        new(TInner.Add(reducer.inner, x, TGate.Pass(reducer.gate, x, dy), present), reducer.gate);

    /// <inheritdoc/>
    public static GatedReducer<TInner, TGate, TLane, TTotals> Settle(GatedReducer<TInner, TGate, TLane, TTotals> reducer) =>
        new(TInner.Settle(reducer.inner), reducer.gate);

    /// <inheritdoc/>
    public static TTotals Total(GatedReducer<TInner, TGate, TLane, TTotals> reducer, int index) => TInner.Total(reducer.inner, index);
}
