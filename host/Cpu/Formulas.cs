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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles> => TDoubles.StoreSingle(coefficients.SlopeFactor + channel, slopeFactor);

    public static bool PrepareFolded(ChannelCoefficients coefficients, int channel) => false;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles>
    {
        var factor = TDoubles.LoadSingle(coefficients.Factor + channel);
        TDoubles.StoreSingle(coefficients.Subtrahend + channel, factor * (offset + slopeFactor));
        TDoubles.StoreSingle(coefficients.SubtrahendAt + channel, factor * offset);
        TDoubles.StoreSingle(coefficients.SubtrahendBelow + channel, factor * (offset - slopeFactor));
    }

    public static unsafe bool PrepareFolded(ChannelCoefficients coefficients, int channel)
    {
        var mean = coefficients.Centre[channel];
        coefficients.Limit[channel] = HalfBits.LimitAbove(mean);
        // No half is at the mean then.
        return Folding.AllowsFactor(coefficients.Factor[channel]) && !HalfBits.IsHalf(mean);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles>
    {
        var factor = TDoubles.LoadSingle(coefficients.Factor + channel);
        var ofX = TDoubles.ToSingle(factor * slopeFactor * TDoubles.LoadSingle(coefficients.Reciprocal + channel));
        TDoubles.StoreSingle(coefficients.XFactor + channel, ofX);
        var pivot = TDoubles.LoadSingle(coefficients.Centre + channel) - TDoubles.LoadSingle(coefficients.Origin + channel);
        TDoubles.StoreSingle(coefficients.Subtrahend + channel, ofX * pivot - factor * offset);
    }

    public static unsafe bool PrepareFolded(ChannelCoefficients coefficients, int channel) =>
        coefficients.Origin[channel] == 0 && Folding.AllowsFactor(coefficients.Factor[channel]) && Folding.AllowsFactor(coefficients.XFactor[channel]);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles> =>
        TDoubles.StoreSingle(coefficients.Subtrahend + channel, TDoubles.LoadSingle(coefficients.Factor + channel) * offset);

    public static unsafe bool PrepareFolded(ChannelCoefficients coefficients, int channel) => Folding.AllowsFactor(coefficients.Factor[channel]);

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

    public static void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles>
    {
    }

    public static bool PrepareFolded(ChannelCoefficients coefficients, int channel) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply(TLane d, TLane centred) => TRounding.Round(TRounding.Round(centred) * factor);
}
