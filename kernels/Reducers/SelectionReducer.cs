using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>
/// Sums of dy and dy·xhat, and the signs and number of the elements at and above the threshold. A selected element's gradient carries the whole sum of
/// products, not a mean of it, so that one keeps what rounding takes away.
/// </summary>
public readonly struct SelectionReducer<TLane, TRounding>(
    TLane mean, TLane reciprocal, TLane threshold, TLane gradients, CompensatedSum<TLane> products, TLane signsAbove, TLane signsTied, TLane ties)
    : IReducer<SelectionReducer<TLane, TRounding>, TLane, SelectionSums>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane reciprocal = reciprocal;
    private readonly TLane threshold = threshold;
    private readonly TLane gradients = gradients;
    private readonly CompensatedSum<TLane> products = products;
    private readonly TLane signsAbove = signsAbove;
    private readonly TLane signsTied = signsTied;
    private readonly TLane ties = ties;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    public static SelectionReducer<TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Mean, channel),
            TLayout.Load<TLane>(table, ChannelRow.Reciprocal, channel),
            TLayout.Load<TLane>(table, ChannelRow.Threshold, channel),
            TLane.Broadcast(0),
            CompensatedSum<TLane>.Zero,
            TLane.Broadcast(0),
            TLane.Broadcast(0),
            TLane.Broadcast(0));

    /// <inheritdoc/>
    public static TLane Fill(SelectionReducer<TLane, TRounding> reducer) => reducer.mean;

    /// <inheritdoc/>
    public static SelectionReducer<TLane, TRounding> Add(SelectionReducer<TLane, TRounding> reducer, TLane x, TLane dy, TLane present)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, reducer.mean);
        // side is 1 above the threshold, 0 at it, −1 below; a lane counts few enough elements for float to be exact.
        var side = TLane.Sign(TLane.Abs(d) - reducer.threshold);
        var above = TLane.Max(side, TLane.Broadcast(0));
        var tied = present - TLane.Abs(side) * present;
        var sign = TLane.Sign(d);
        return new(
            reducer.mean,
            reducer.reciprocal,
            reducer.threshold,
            reducer.gradients + dy,
            CompensatedSum<TLane>.Add(
                reducer.products, Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reducer.reciprocal, TLane.Broadcast(0))),
            TLane.MultiplyAdd(sign, above, reducer.signsAbove),
            TLane.MultiplyAdd(sign, tied, reducer.signsTied),
            reducer.ties + tied);
    }

    /// <inheritdoc/>
    public static SelectionReducer<TLane, TRounding> Settle(SelectionReducer<TLane, TRounding> reducer) => reducer;

    /// <inheritdoc/>
    public static SelectionSums Total(SelectionReducer<TLane, TRounding> reducer, int index) => new(
        TLane.At(reducer.gradients, index),
        CompensatedSum<TLane>.Total(reducer.products, index),
        (int)TLane.At(reducer.signsAbove, index),
        (int)TLane.At(reducer.signsTied, index),
        (int)TLane.At(reducer.ties, index));
}
