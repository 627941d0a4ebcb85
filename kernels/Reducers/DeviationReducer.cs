using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>The norm's contributions, combined as the norm says. The means must stand.</summary>
public readonly struct DeviationReducer<TNorm, TLane, TRounding>(TLane mean, TLane total)
    : IReducer<DeviationReducer<TNorm, TLane, TRounding>, TLane, NormTotal<TNorm>>
    where TNorm : struct, IReducingNorm
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane total = total;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static DeviationReducer<TNorm, TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(TLayout.Load<TLane>(table, ChannelRow.Mean, channel), TLane.Broadcast(0));

    /// <inheritdoc/>
    public static TLane Fill(DeviationReducer<TNorm, TLane, TRounding> reducer) => reducer.mean;

    /// <inheritdoc/>
    public static DeviationReducer<TNorm, TLane, TRounding> Add(DeviationReducer<TNorm, TLane, TRounding> reducer, TLane x, TLane dy, TLane present)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, reducer.mean);
        return new(reducer.mean, TNorm.Combine(reducer.total, TRounding.Round(TNorm.Contribution(d))));
    }

    /// <inheritdoc/>
    public static DeviationReducer<TNorm, TLane, TRounding> Settle(DeviationReducer<TNorm, TLane, TRounding> reducer) => reducer;

    /// <inheritdoc/>
    public static NormTotal<TNorm> Total(DeviationReducer<TNorm, TLane, TRounding> reducer, int index) => new(TLane.At(reducer.total, index));
}
