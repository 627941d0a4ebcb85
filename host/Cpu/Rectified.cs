using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The gradient that passes a ReLU after the norm: dy where the output, computed again from x as the forward pass did, is stored as more than 0 or is NaN.
/// </summary>
internal readonly struct ReluGate<TElement, TLane, TRounding>(TLane reciprocal, TLane weight, TLane factor, TLane bias)
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    /// <summary>What the forward pass subtracted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane Centre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ReluGate<TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.Weight),
            channels.Load<TLane>(coefficients.Factor),
            channels.Load<TLane>(coefficients.Shift));

    /// <summary>dy or 0, from x less <see cref="Centre"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Pass(TLane d, TLane dy) => TLane.PassAbove(
        Elementwise.Normalize<TLane, TRounding>(TRounding.Round(TLane.ToSingle(d)), reciprocal, weight, factor, bias), TLane.Broadcast(TElement.LargestZero), dy);
}

/// <summary>A reducer behind a ReLU, which looks at x less what the forward pass subtracted; the reducer's own mean may hold more digits.</summary>
internal readonly struct RectifiedReducer<TInner, TElement, TLane, TRounding>(TInner inner, ReluGate<TElement, TLane, TRounding> gate, TLane origin, TLane toInner)
    : IReducer<RectifiedReducer<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IReducer<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => TInner.Totals;

    public static bool ReadsX => true;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => true;

    public TLane Centre => origin;

    public TLane Fill => toInner;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RectifiedReducer<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad
    {
        var inner = TInner.Start(coefficients, channels);
        var origin = ReluGate<TElement, TLane, TRounding>.Centre(coefficients, channels);
        return new(inner, ReluGate<TElement, TLane, TRounding>.Start(coefficients, channels), origin, inner.Centre - origin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) =>
        inner.Add(d - toInner, gate.Pass(d, dy), ref first, ref second, ref third, ref fourth);

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => TInner.Combine(total, left, right);
}

/// <summary>A forward map with a ReLU behind it.</summary>
internal readonly unsafe struct RectifiedMap<TInner, TLane>(TInner inner) : IMap<RectifiedMap<TInner, TLane>, TLane>
    where TInner : struct, IMap<TInner, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TInner inner = inner;

    public static bool ReadsX => TInner.ReadsX;

    public static bool ReadsGradient => TInner.ReadsGradient;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RectifiedMap<TInner, TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(TInner.Start<TElement, TChannels>(coefficients, channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => Elementwise.Rectify(inner.Apply<TElement>(x, dy, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in RectifiedMap<TInner, TLane> map, in RectifiedMap<TInner, TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TInner.ApplyPair<TElement>(map.inner, second.inner, x, dy, index, constants, out output, out secondOutput);
        (output, secondOutput) = (Elementwise.Rectify(output), Elementwise.Rectify(secondOutput));
    }
}

/// <summary>A formula of gradients behind a ReLU.</summary>
internal readonly struct RectifiedGradientFormula<TInner, TElement, TLane, TRounding>(
    TInner inner, ReluGate<TElement, TLane, TRounding> gate, TLane innerCentre)
    : IGradientFormula<RectifiedGradientFormula<TInner, TElement, TLane, TRounding>, TLane>
    where TInner : struct, IGradientFormula<TInner, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RectifiedGradientFormula<TInner, TElement, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            TInner.Start(coefficients, channels),
            ReluGate<TElement, TLane, TRounding>.Start(coefficients, channels),
            TInner.GradientCentre(coefficients, channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles> => TInner.Prepare(coefficients, channel, offset, slopeFactor);

    public static unsafe bool PrepareFolded(ChannelCoefficients coefficients, int channel) =>
        TInner.PrepareFolded(coefficients, channel) && coefficients.Origin[channel] == 0 && Folding.AllowsFactor(coefficients.Factor[channel]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => inner.Apply(d, gate.Pass(d, centred) - innerCentre);
}
