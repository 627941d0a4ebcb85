using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.HalfSums;

/// <summary>What is averaged, for one element; chosen by type.</summary>
public interface ITerm
{
    /// <summary>The term of one element.</summary>
    /// <param name="x">Input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="first">x at position 0 of the channel.</param>
    /// <param name="table">Per-channel values.</param>
    /// <param name="channel">Channel.</param>
    static abstract FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding;
}

/// <summary>x − first.</summary>
public readonly struct ShiftedTerm : ITerm
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding => Elementwise.Deviation<FloatLane, TRounding>(x, first);
}

/// <summary>The norm's contribution.</summary>
public readonly struct ContributionTerm<TNorm> : ITerm
    where TNorm : struct, IReducingNorm
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding
    {
        var d = Elementwise.Deviation<FloatLane, TRounding>(x, new FloatLane(table[ChannelRow.Mean, channel]));
        return TRounding.Round(TNorm.Contribution(d));
    }
}

/// <summary>dy.</summary>
public readonly struct GradientTerm : ITerm
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding => dy;
}

/// <summary>dy·xhat.</summary>
public readonly struct ProductTerm : ITerm
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding
    {
        var d = Elementwise.Deviation<FloatLane, TRounding>(x, new FloatLane(table[ChannelRow.Mean, channel]));
        return TRounding.Round(dy * TRounding.Round(d * new FloatLane(table[ChannelRow.Reciprocal, channel])));
    }
}

/// <summary>The norm's slope.</summary>
public readonly struct SlopeTerm<TNorm> : ITerm
    where TNorm : struct, IDenseGradient
{
    /// <inheritdoc/>
    public static FloatLane Value<TRounding>(FloatLane x, FloatLane dy, FloatLane first, ChannelTable table, int channel)
        where TRounding : struct, IRounding
    {
        var d = Elementwise.Deviation<FloatLane, TRounding>(x, new FloatLane(table[ChannelRow.Mean, channel]));
        return TRounding.Round(TNorm.Slope(d, new FloatLane(table[ChannelRow.Reciprocal, channel])));
    }
}
