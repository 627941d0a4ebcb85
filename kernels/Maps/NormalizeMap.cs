using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Maps;

/// <summary>y = weight·(x − mean)/s + bias.</summary>
public readonly struct NormalizeMap<TLane, TRounding>(TLane mean, TLane reciprocal, TLane weight, TLane factor, TLane bias)
    : IMap<NormalizeMap<TLane, TRounding>, TLane>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane reciprocal = reciprocal;
    private readonly TLane weight = weight;
    private readonly TLane factor = factor;
    private readonly TLane bias = bias;

    /// <inheritdoc/>
    public static bool ReadsX => true;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static NormalizeMap<TLane, TRounding> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Mean, channel),
            TLayout.Load<TLane>(table, ChannelRow.Reciprocal, channel),
            TLayout.Load<TLane>(table, ChannelRow.Weight, channel),
            TLayout.Load<TLane>(table, ChannelRow.Factor, channel),
            TLayout.Load<TLane>(table, ChannelRow.Bias, channel));

    /// <inheritdoc/>
    public static TLane Apply(NormalizeMap<TLane, TRounding> map, TLane x, TLane dy) => Elementwise.Normalize<TLane, TRounding>(
        Elementwise.Deviation<TLane, TRounding>(x, map.mean), map.reciprocal, map.weight, map.factor, map.bias);
}
