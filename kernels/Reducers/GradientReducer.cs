using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>Sums of dy, dy·xhat and the norm's slopes.</summary>
public readonly struct GradientReducer<TNorm, TLane, TRounding>(TLane mean, TLane reciprocal, TLane gradients, TLane products, TLane slopes)
    : IReducer<GradientReducer<TNorm, TLane, TRounding>, TLane, GradientSums>
    where TNorm : struct, IDenseGradient
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane reciprocal = reciprocal;
    private readonly TLane gradients = gradients;
    private readonly TLane products = products;
    private readonly TLane slopes = slopes;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static GradientReducer<TNorm, TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Mean, channel),
            TLayout.Load<TLane>(table, ChannelRow.Reciprocal, channel),
            TLane.Broadcast(0),
            TLane.Broadcast(0),
            TLane.Broadcast(0));

    /// <inheritdoc/>
    public static TLane Fill(GradientReducer<TNorm, TLane, TRounding> reducer) => reducer.mean;

    /// <inheritdoc/>
    public static GradientReducer<TNorm, TLane, TRounding> Add(GradientReducer<TNorm, TLane, TRounding> reducer, TLane x, TLane dy, TLane present)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, reducer.mean);
        return new(
            reducer.mean,
            reducer.reciprocal,
            reducer.gradients + dy,
            Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reducer.reciprocal, reducer.products),
            TNorm.SlopesSumToZero ? reducer.slopes : reducer.slopes + TRounding.Round(TNorm.Slope(d, reducer.reciprocal)));
    }

    /// <inheritdoc/>
    public static GradientReducer<TNorm, TLane, TRounding> Settle(GradientReducer<TNorm, TLane, TRounding> reducer) => reducer;

    /// <inheritdoc/>
    public static GradientSums Total(GradientReducer<TNorm, TLane, TRounding> reducer, int index) =>
        new(TLane.At(reducer.gradients, index), TLane.At(reducer.products, index), TLane.At(reducer.slopes, index));
}
