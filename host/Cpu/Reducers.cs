using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The mean as exactly as the lane can hold it.</summary>
internal static unsafe class Mean
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TLane : struct, ISumLane<TLane>
        where TChannels : struct, IChannelLoad =>
        channels.Load<TLane>(coefficients.Centre) + channels.Load<TLane>(coefficients.CentreRest);
}

/// <summary>Sum of x − x_first, which makes the mean of a channel of constants exact.</summary>
internal readonly struct MeanReducer<TLane, TRounding>(TLane origin) : IReducer<MeanReducer<TLane, TRounding>, TLane>
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => 1;

    public static bool ReadsX => true;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => false;

    public TLane Centre => origin;

    public TLane Fill => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe MeanReducer<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(channels.Load<TLane>(coefficients.Centre));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) =>
        first += TRounding.Round(d);

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => left + right;
}

/// <summary>
/// Sum of x. Of halves nothing need be taken off first, as in <see cref="MeanReducer{TLane, TRounding}"/>: they have 11 bits, FP32 has 24, and a sum of <see cref="BlockPlan"/>'s
/// few hundred halves in a lane rounds where they differ thousandfold, so that of a channel of constants is exact.
/// </summary>
internal readonly struct SumReducer<TLane> : IReducer<SumReducer<TLane>, TLane>
    where TLane : struct, ISumLane<TLane>
{
    public static int Totals => 1;

    public static bool ReadsX => true;

    public static bool TakesScaledX => true;

    public static bool ReadsGradient => false;

    public TLane Centre => TLane.Broadcast(0);

    public TLane Fill => TLane.Broadcast(0);

    public static SumReducer<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) => first += d;

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => left + right;
}

/// <summary>The norm's contributions, combined as the norm says.</summary>
internal readonly struct DeviationReducer<TNorm, TLane, TRounding>(TLane mean) : IReducer<DeviationReducer<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IReducingNorm
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => 1;

    public static bool ReadsX => true;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => false;

    public TLane Centre => mean;

    public TLane Fill => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe DeviationReducer<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(Mean.Load<TLane, TChannels>(coefficients, channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth)
    {
        d = TRounding.Round(d);
        first = TNorm.Combine(first, TRounding.Round(TNorm.Contribution(d)));
    }

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => TNorm.Combine(left, right);
}

/// <summary>Sums of dy and dy·xhat: all that the weights' gradients need.</summary>
internal readonly struct GradientReducer<TLane, TRounding>(TLane mean, TLane reciprocal) : IReducer<GradientReducer<TLane, TRounding>, TLane>
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => 2;

    public static bool ReadsX => true;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => true;

    public TLane Centre => mean;

    public TLane Fill => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe GradientReducer<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad =>
        new(Mean.Load<TLane, TChannels>(coefficients, channels), channels.Load<TLane>(coefficients.Reciprocal));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth)
    {
        d = TRounding.Round(d);
        first += dy;
        second = Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reciprocal, second);
    }

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => left + right;
}

/// <summary>Sum of dy: all that the gradients of a norm without a weight need.</summary>
internal readonly struct BiasGradientReducer<TLane> : IReducer<BiasGradientReducer<TLane>, TLane>
    where TLane : struct, ISumLane<TLane>
{
    public static int Totals => 1;

    public static bool ReadsX => false;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => true;

    public TLane Centre => TLane.Broadcast(0);

    public TLane Fill => TLane.Broadcast(0);

    public static BiasGradientReducer<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth) => first += dy;

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => left + right;
}

/// <summary>Sums of dy, dy·xhat and the norm's slopes.</summary>
internal readonly struct SlopeReducer<TNorm, TLane, TRounding>(TLane mean, TLane reciprocal) : IReducer<SlopeReducer<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{

    public static int Totals => 3;

    public static bool ReadsX => true;

    public static bool TakesScaledX => false;

    public static bool ReadsGradient => true;

    public TLane Centre => mean;

    public TLane Fill => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe SlopeReducer<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad =>
        new(Mean.Load<TLane, TChannels>(coefficients, channels), channels.Load<TLane>(coefficients.Reciprocal));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth)
    {
        d = TRounding.Round(d);
        first += dy;
        second = Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reciprocal, second);
        if (!TNorm.SlopesSumToZero)
            third += TRounding.Round(TNorm.Slope(d, reciprocal));
    }

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> => left + right;
}
