using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>y = weight·(x − mean)/s + bias; in FP32 (x − origin)·factor + shift.</summary>
internal readonly struct NormalizeFormula<TLane, TRounding>(TLane reciprocal, TLane weight, TLane factor, TLane bias)
    : IFormula<NormalizeFormula<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe NormalizeFormula<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.Weight),
            channels.Load<TLane>(coefficients.Factor),
            channels.Load<TLane>(coefficients.Shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) =>
        Elementwise.Normalize<TLane, TRounding>(TRounding.Round(d), reciprocal, weight, factor, bias);
}

/// <summary>dx of a norm whose gradient reaches every element: factor·(dy − offset − slope·slopeFactor).</summary>
internal readonly struct DenseGradientFormula<TNorm, TLane, TRounding>(TLane reciprocal, TLane slopeFactor, TLane factor)
    : IGradientFormula<DenseGradientFormula<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe DenseGradientFormula<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.SlopeFactor),
            channels.Load<TLane>(coefficients.Factor));

    public static unsafe bool Prepare(ChannelCoefficients coefficients, int channel, double offset, double slopeFactor)
    {
        coefficients.SlopeFactor[channel] = (float)slopeFactor;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred)
    {
        var slope = TRounding.Round(TNorm.Slope(TRounding.Round(d), reciprocal));
        return Elementwise.Gradient<TLane, TRounding>(TRounding.Round(centred), slope, slopeFactor, factor);
    }
}

/// <summary>dx of L1 over halves in FP32, multiplied out: dy·factor − (offset + slope·slopeFactor)·factor, where the second product is one of three.</summary>
/// <param name="pivot">mean − origin.</param>
/// <param name="factor">gamma/s.</param>
/// <param name="above">What is subtracted above the mean.</param>
/// <param name="at">The same at the mean.</param>
/// <param name="below">The same below it.</param>
internal readonly struct SignGradientFormula<TLane>(TLane pivot, TLane factor, TLane above, TLane at, TLane below) : IGradientFormula<SignGradientFormula<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe SignGradientFormula<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Centre) - channels.Load<TLane>(coefficients.Origin),
            channels.Load<TLane>(coefficients.Factor),
            channels.Load<TLane>(coefficients.Subtrahend),
            channels.Load<TLane>(coefficients.SubtrahendAt),
            channels.Load<TLane>(coefficients.SubtrahendBelow));

    public static unsafe bool Prepare(ChannelCoefficients coefficients, int channel, double offset, double slopeFactor)
    {
        double factor = coefficients.Factor[channel];
        var mean = coefficients.Centre[channel];
        coefficients.Subtrahend[channel] = (float)(factor * (offset + slopeFactor));
        coefficients.SubtrahendAt[channel] = (float)(factor * offset);
        coefficients.SubtrahendBelow[channel] = (float)(factor * (offset - slopeFactor));
        coefficients.Limit[channel] = HalfBits.LimitAbove(mean);
        // No half is at the mean then.
        return Folding.AllowsFactor(factor) && !HalfBits.IsHalf(mean);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TLane.MultiplySubtract(centred, factor, TLane.Choose(d, pivot, above, at, below));
}

/// <summary>dx of L2 likewise: dy·factor − ((x − origin)·xFactor − subtrahend).</summary>
/// <param name="factor">gamma/s.</param>
/// <param name="xFactor">gamma/s·slopeFactor/s.</param>
/// <param name="subtrahend">(mean − origin)·xFactor − offset·factor.</param>
internal readonly struct SlopeGradientFormula<TLane>(TLane factor, TLane xFactor, TLane subtrahend) : IGradientFormula<SlopeGradientFormula<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe SlopeGradientFormula<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Factor),
            channels.Load<TLane>(coefficients.XFactor),
            channels.Load<TLane>(coefficients.Subtrahend));

    public static unsafe bool Prepare(ChannelCoefficients coefficients, int channel, double offset, double slopeFactor)
    {
        double factor = coefficients.Factor[channel];
        var ofX = (float)(factor * slopeFactor * coefficients.Reciprocal[channel]);
        coefficients.XFactor[channel] = ofX;
        coefficients.Subtrahend[channel] = (float)((double)ofX * (coefficients.Centre[channel] - coefficients.Origin[channel]) - factor * offset);
        return coefficients.Origin[channel] == 0 && Folding.AllowsFactor(factor) && Folding.AllowsFactor(ofX);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TLane.MultiplySubtract(centred, factor, TLane.MultiplySubtract(d, xFactor, subtrahend));
}

/// <summary>dx where no slope is, multiplied out likewise: dy·factor − offset·factor.</summary>
/// <param name="factor">gamma/s.</param>
/// <param name="subtrahend">offset·factor.</param>
internal readonly struct ProductGradientFormula<TLane>(TLane factor, TLane subtrahend) : IGradientFormula<ProductGradientFormula<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => false;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ProductGradientFormula<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(channels.Load<TLane>(coefficients.Factor), channels.Load<TLane>(coefficients.Subtrahend));

    public static unsafe bool Prepare(ChannelCoefficients coefficients, int channel, double offset, double slopeFactor)
    {
        coefficients.Subtrahend[channel] = (float)(coefficients.Factor[channel] * offset);
        return Folding.AllowsFactor(coefficients.Factor[channel]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TLane.MultiplySubtract(centred, factor, subtrahend);
}

/// <summary>dx where no slope is: dx = factor·(dy − offset). With offset 0 also the gradient under constant statistics.</summary>
internal readonly struct OffsetGradientFormula<TLane, TRounding>(TLane factor) : IGradientFormula<OffsetGradientFormula<TLane, TRounding>, TLane>
    where TLane : struct, ISimdLane<TLane>
    where TRounding : struct, IRounding
{
    public static bool ReadsX => false;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => channels.Load<TLane>(coefficients.Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe OffsetGradientFormula<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(channels.Load<TLane>(coefficients.Factor));

    public static bool Prepare(ChannelCoefficients coefficients, int channel, double offset, double slopeFactor) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TRounding.Round(TRounding.Round(centred) * factor);
}
