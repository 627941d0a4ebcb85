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

    /// <summary>The pass for the channel or channels at <paramref name="channel"/>.</summary>
    static abstract TSelf Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad;

    /// <summary>The output for one lane of inputs.</summary>
    TLane Apply(TLane x, TLane dy);
}

/// <summary>y = weight·(x − mean)/s + bias.</summary>
internal readonly struct NormalizeMap<TLane, TRounding>(TLane mean, TLane reciprocal, TLane weight, TLane factor, TLane bias)
    : IMap<NormalizeMap<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => false;

    public static unsafe NormalizeMap<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Centre, channel),
            TChannels.Load<TLane>(coefficients.Reciprocal, channel),
            TChannels.Load<TLane>(coefficients.Weight, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel),
            TChannels.Load<TLane>(coefficients.Bias, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane x, TLane dy) =>
        Elementwise.Normalize<TLane, TRounding>(Elementwise.Deviation<TLane, TRounding>(x, mean), reciprocal, weight, factor, bias);
}

/// <summary>dx of a norm whose gradient reaches every element.</summary>
internal readonly struct DenseGradientMap<TNorm, TLane, TRounding>(TLane mean, TLane reciprocal, TLane offset, TLane slopeFactor, TLane factor)
    : IMap<DenseGradientMap<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    public static unsafe DenseGradientMap<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Centre, channel),
            TChannels.Load<TLane>(coefficients.Reciprocal, channel),
            TChannels.Load<TLane>(coefficients.Offset, channel),
            TChannels.Load<TLane>(coefficients.SlopeFactor, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane x, TLane dy)
    {
        var slope = TRounding.Round(TNorm.Slope(Elementwise.Deviation<TLane, TRounding>(x, mean), reciprocal));
        return Elementwise.Gradient<TLane, TRounding>(dy, slope, offset, slopeFactor, factor);
    }
}

/// <summary>dx where no slope is: dx = factor·(dy − offset). With offset 0 also the gradient under constant statistics.</summary>
internal readonly struct OffsetGradientMap<TLane, TRounding>(TLane offset, TLane factor) : IMap<OffsetGradientMap<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => false;

    public static bool ReadsGradient => true;

    public static unsafe OffsetGradientMap<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(
            TChannels.Load<TLane>(coefficients.Offset, channel),
            TChannels.Load<TLane>(coefficients.Factor, channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane x, TLane dy) => TRounding.Round(TRounding.Round(dy - offset) * factor);
}
