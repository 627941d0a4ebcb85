using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Maps;

/// <summary>dx where no slope is: dx = factor·(dy − offset). With offset 0 also the gradient under constant statistics.</summary>
public readonly struct OffsetGradientMap<TLane, TRounding>(TLane offset, TLane factor) : IMap<OffsetGradientMap<TLane, TRounding>, TLane>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane offset = offset;
    private readonly TLane factor = factor;

    /// <inheritdoc/>
    public static bool ReadsX => false;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static OffsetGradientMap<TLane, TRounding> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Offset, channel),
            TLayout.Load<TLane>(table, ChannelRow.Factor, channel));

    /// <inheritdoc/>
    public static TLane Apply(OffsetGradientMap<TLane, TRounding> map, TLane x, TLane dy) =>
        TRounding.Round(Elementwise.CentredGradient<TLane, TRounding>(dy, map.offset) * map.factor);
}
