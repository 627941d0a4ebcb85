using System.Runtime.CompilerServices;
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
    /// <summary>The mean that the forward pass subtracted.</summary>
    public TLane Centre => mean;

    public static unsafe ReluGate<TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Centre, channel),
            TChannels.Load<TLane>(coefficients.Reciprocal, channel),
            TChannels.Load<TLane>(coefficients.Weight, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel),
            TChannels.Load<TLane>(coefficients.Bias, channel));

    /// <summary>dy or 0, from x − mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Pass(TLane d, TLane dy) => TLane.PassAbove(
        Elementwise.Normalize<TLane, TRounding>(TRounding.Round(TLane.ToSingle(d)), reciprocal, weight, factor, bias), TLane.Broadcast(TElement.LargestZero), dy);
}

/// <summary>A reducer behind a ReLU, which looks at x less the FP32 mean; the reducer's own may hold more digits.</summary>
internal readonly struct RectifiedReducer<TInner, TElement, TLane, TRounding>(TInner inner, ReluGate<TElement, TLane, TRounding> gate, TLane meanRest)
    : IReducer<RectifiedReducer<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IReducer<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => TInner.Totals;

    public static bool ReadsGradient => true;

    public TLane Centre => gate.Centre;

    public TLane Fill => inner.Fill;

    public static RectifiedReducer<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad
    {
        var inner = TInner.Start<TChannels>(coefficients, channel);
        var gate = ReluGate<TElement, TLane, TRounding>.Start<TChannels>(coefficients, channel);
        return new(inner, gate, inner.Centre - gate.Centre);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) =>
        inner.Add(d - meanRest, gate.Pass(d, dy), ref first, ref second, ref third, ref fourth);

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => TInner.Combine(total, left, right);
}

/// <summary>A forward map with a ReLU behind it.</summary>
internal readonly struct RectifiedMap<TInner, TLane>(TInner inner) : IMap<RectifiedMap<TInner, TLane>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => TInner.ReadsX;

    public static bool ReadsGradient => TInner.ReadsGradient;

    public TLane Centre => inner.Centre;

    public TLane GradientCentre => inner.GradientCentre;

    public static RectifiedMap<TInner, TLane> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(TInner.Start<TChannels>(coefficients, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => Elementwise.Rectify(inner.Apply(d, centred));
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

    public TLane Centre => gate.Centre;

    public TLane GradientCentre => TLane.Broadcast(0);

    public static RectifiedGradientMap<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(TInner.Start<TChannels>(coefficients, channel), ReluGate<TElement, TLane, TRounding>.Start<TChannels>(coefficients, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => inner.Apply(d, gate.Pass(d, centred) - inner.GradientCentre);
}
