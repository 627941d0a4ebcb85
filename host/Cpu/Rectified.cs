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
    public static unsafe ReluGate<TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Centre, channel),
            TChannels.Load<TLane>(coefficients.Reciprocal, channel),
            TChannels.Load<TLane>(coefficients.Weight, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel),
            TChannels.Load<TLane>(coefficients.Bias, channel));

    /// <summary>dy or 0, from x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Pass(TLane x, TLane dy) => PassDeviation(TLane.ToSingle(Elementwise.Deviation<TLane, TRounding>(x, mean)), dy);

    /// <summary>dy or 0, from x − mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane PassDeviation(TLane d, TLane dy) => TLane.PassAbove(
        Elementwise.Normalize<TLane, TRounding>(d, reciprocal, weight, factor, bias), TLane.Broadcast(TElement.LargestZero), dy);
}

/// <summary>A reducer behind a ReLU.</summary>
internal readonly struct RectifiedReducer<TInner, TElement, TLane, TRounding>(TInner inner, ReluGate<TElement, TLane, TRounding> gate)
    : IReducer<RectifiedReducer<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IReducer<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => TInner.Totals;

    public static bool ReadsGradient => true;

    public TLane Fill => inner.Fill;

    public static RectifiedReducer<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(TInner.Start<TChannels>(coefficients, channel), ReluGate<TElement, TLane, TRounding>.Start<TChannels>(coefficients, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane x, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) =>
        inner.Add(x, gate.Pass(x, dy), ref first, ref second, ref third, ref fourth);

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

    public static RectifiedMap<TInner, TLane> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(TInner.Start<TChannels>(coefficients, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane x, TLane dy) => inner.Apply(x, gate.Pass(x, dy));
}
