using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The gradient that passes a ReLU after the norm: dy where the output, computed again from x as the forward pass did, is stored as more than 0 or is NaN.
/// </summary>
internal readonly struct ReluGate<TElement, TLane, TRounding>(TLane mean, TLane reciprocal, TLane weight, TLane factor, TLane bias)
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    public static unsafe ReluGate<TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Centre, channel),
            TChannels.Load<TLane>(coefficients.Reciprocal, channel),
            TChannels.Load<TLane>(coefficients.Weight, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel),
            TChannels.Load<TLane>(coefficients.Bias, channel));

    /// <summary>dy or 0, from x.</summary>
    public TLane Pass(TLane x, TLane dy) => PassDeviation(TLane.ToSingle(Elementwise.Deviation<TLane, TRounding>(x, mean)), dy);

    /// <summary>dy or 0, from x − mean.</summary>
    public TLane PassDeviation(TLane d, TLane dy) => TLane.PassAbove(
        Elementwise.Normalize<TLane, TRounding>(d, reciprocal, weight, factor, bias), TLane.Broadcast(TElement.LargestZero), dy);
}

/// <summary>A reducer behind a ReLU.</summary>
internal struct RectifiedReducer<TInner, TElement, TLane, TRounding>(TInner inner, ReluGate<TElement, TLane, TRounding> gate)
    : IReducer<RectifiedReducer<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IReducer<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
#pragma warning disable IDE0044 // Add changes it in place; of a readonly field it would change a copy.
    private TInner inner = inner;
#pragma warning restore IDE0044

    public static int Totals => TInner.Totals;

    public static bool ReadsGradient => true;

    public readonly TLane Fill => inner.Fill;

    public static RectifiedReducer<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(TInner.Start<TChannels>(coefficients, channel), ReluGate<TElement, TLane, TRounding>.Start<TChannels>(coefficients, channel));

    public void Add(TLane x, TLane dy) => inner.Add(x, gate.Pass(x, dy));

    public readonly TLane Total(int index) => inner.Total(index);

    public static DoubleLane Combine(int total, DoubleLane left, DoubleLane right) => TInner.Combine(total, left, right);
}

/// <summary>A forward map with a ReLU behind it.</summary>
internal readonly struct RectifiedMap<TInner, TLane>(TInner inner) : IMap<RectifiedMap<TInner, TLane>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => TInner.ReadsX;

    public static bool ReadsGradient => TInner.ReadsGradient;

    public static RectifiedMap<TInner, TLane> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(TInner.Start<TChannels>(coefficients, channel));

    public TLane Apply(TLane x, TLane dy) => Elementwise.Rectify(inner.Apply(x, dy));
}

/// <summary>A map of gradients behind a ReLU.</summary>
internal readonly struct RectifiedGradientMap<TInner, TElement, TLane, TRounding>(TInner inner, ReluGate<TElement, TLane, TRounding> gate)
    : IMap<RectifiedGradientMap<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    public static RectifiedGradientMap<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(TInner.Start<TChannels>(coefficients, channel), ReluGate<TElement, TLane, TRounding>.Start<TChannels>(coefficients, channel));

    public TLane Apply(TLane x, TLane dy) => inner.Apply(x, gate.Pass(x, dy));
}
