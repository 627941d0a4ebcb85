using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>Sum of |d| above the threshold; what equals the threshold is counted, not summed. The thresholds must stand.</summary>
public readonly struct AboveReducer<TLane, TRounding>(TLane mean, TLane threshold, TLane sum) : IReducer<AboveReducer<TLane, TRounding>, TLane, PlainSum>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane mean = mean;
    private readonly TLane threshold = threshold;
    private readonly TLane sum = sum;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static AboveReducer<TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(
            TLayout.Load<TLane>(table, ChannelRow.Mean, channel),
            TLayout.Load<TLane>(table, ChannelRow.Threshold, channel),
            TLane.Broadcast(0));

    /// <inheritdoc/>
    public static TLane Fill(AboveReducer<TLane, TRounding> reducer) => reducer.mean;

    /// <inheritdoc/>
    public static AboveReducer<TLane, TRounding> Add(AboveReducer<TLane, TRounding> reducer, TLane x, TLane dy, TLane present)
    {
        var magnitude = TLane.Abs(Elementwise.Deviation<TLane, TRounding>(x, reducer.mean));
        return new(reducer.mean, reducer.threshold, reducer.sum + TLane.KeepGreater(magnitude, reducer.threshold));
    }

    /// <inheritdoc/>
    public static AboveReducer<TLane, TRounding> Settle(AboveReducer<TLane, TRounding> reducer) => reducer;

    /// <inheritdoc/>
    public static PlainSum Total(AboveReducer<TLane, TRounding> reducer, int index) => new(TLane.At(reducer.sum, index));
}
