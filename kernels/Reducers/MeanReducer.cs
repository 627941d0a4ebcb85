using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>Sum of x − first, which makes the mean of a channel of constants exact.</summary>
public readonly struct MeanReducer<TLane, TRounding>(TLane first, TLane recent, CompensatedSum<TLane> sum) : IReducer<MeanReducer<TLane, TRounding>, TLane, Sum>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane first = first;
    private readonly TLane recent = recent;
    private readonly CompensatedSum<TLane> sum = sum;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static MeanReducer<TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(first, TLane.Broadcast(0), CompensatedSum<TLane>.Zero);

    /// <inheritdoc/>
    public static TLane Fill(MeanReducer<TLane, TRounding> reducer) => reducer.first;

    /// <inheritdoc/>
    public static MeanReducer<TLane, TRounding> Add(MeanReducer<TLane, TRounding> reducer, TLane x, TLane dy, TLane present) =>
        new(reducer.first, reducer.recent + Elementwise.Deviation<TLane, TRounding>(x, reducer.first), reducer.sum);

    /// <inheritdoc/>
    public static MeanReducer<TLane, TRounding> Settle(MeanReducer<TLane, TRounding> reducer) =>
        new(reducer.first, TLane.Broadcast(0), CompensatedSum<TLane>.Add(reducer.sum, reducer.recent));

    /// <inheritdoc/>
    public static Sum Total(MeanReducer<TLane, TRounding> reducer, int index) => CompensatedSum<TLane>.Total(reducer.sum, index);
}
