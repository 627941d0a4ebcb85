using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Maps;

/// <summary>dx of a norm whose gradient reaches every element.</summary>
public readonly struct DenseGradientMap<TNorm, TLane, TRounding>(TLane mean, TLane reciprocal, TLane offset, TLane slopeFactor, TLane factor)
    : IMap<DenseGradientMap<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane reciprocal = reciprocal;
    private readonly TLane offset = offset;
    private readonly TLane slopeFactor = slopeFactor;
    private readonly TLane factor = factor;

    /// <inheritdoc/>
    public static bool ReadsX => true;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static DenseGradientMap<TNorm, TLane, TRounding> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Mean, channel),
            TLayout.Load<TLane>(table, ChannelRow.Reciprocal, channel),
            TLayout.Load<TLane>(table, ChannelRow.Offset, channel),
            TLayout.Load<TLane>(table, ChannelRow.SlopeFactor, channel),
            TLayout.Load<TLane>(table, ChannelRow.Factor, channel));

    /// <inheritdoc/>
    public static TLane Apply(DenseGradientMap<TNorm, TLane, TRounding> map, TLane x, TLane dy)
    {
        var slope = TRounding.Round(TNorm.Slope(Elementwise.Deviation<TLane, TRounding>(x, map.mean), map.reciprocal));
        return Elementwise.Gradient<TLane, TRounding>(Elementwise.CentredGradient<TLane, TRounding>(dy, map.offset), slope, map.slopeFactor, map.factor);
    }
}
