using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>An element-wise pass over a tensor; the loops around it are written once per layout.</summary>
internal interface IMap<TSelf, TLane>
    where TSelf : struct, IMap<TSelf, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>What the loops subtract from x for <see cref="Apply"/>: a load does that for nothing.</summary>
    static abstract TLane Centre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>What they subtract from dy.</summary>
    static abstract TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>The pass for the channel or channels at <paramref name="channels"/>. Four lanes at most, which is what the JIT keeps in registers.</summary>
    static abstract TSelf Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>The output for one lane of inputs.</summary>
    /// <param name="d">x − <see cref="Centre{TChannels}"/>.</param>
    /// <param name="centred">dy − <see cref="GradientCentre{TChannels}"/>.</param>
    TLane Apply(TLane d, TLane centred);
}

/// <summary>y = weight·(x − mean)/s + bias.</summary>
internal readonly struct NormalizeMap<TLane, TRounding>(TLane reciprocal, TLane weight, TLane factor, TLane bias)
    : IMap<NormalizeMap<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane Centre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Centre);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe NormalizeMap<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.Weight),
            channels.Load<TLane>(coefficients.Factor),
            channels.Load<TLane>(coefficients.Bias));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) =>
        Elementwise.Normalize<TLane, TRounding>(TRounding.Round(d), reciprocal, weight, factor, bias);
}

/// <summary>dx of a norm whose gradient reaches every element.</summary>
internal readonly struct DenseGradientMap<TNorm, TLane, TRounding>(TLane reciprocal, TLane slopeFactor, TLane factor)
    : IMap<DenseGradientMap<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane Centre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Centre);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe DenseGradientMap<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.SlopeFactor),
            channels.Load<TLane>(coefficients.Factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred)
    {
        var slope = TRounding.Round(TNorm.Slope(TRounding.Round(d), reciprocal));
        return Elementwise.Gradient<TLane, TRounding>(TRounding.Round(centred), slope, slopeFactor, factor);
    }
}

/// <summary>dx where no slope is: dx = factor·(dy − offset). With offset 0 also the gradient under constant statistics.</summary>
internal readonly struct OffsetGradientMap<TLane, TRounding>(TLane factor) : IMap<OffsetGradientMap<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => false;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Centre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe OffsetGradientMap<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(channels.Load<TLane>(coefficients.Factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TRounding.Round(TRounding.Round(centred) * factor);
}
