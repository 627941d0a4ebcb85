using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>Sum of x − first, minimum and maximum of x in one read: the largest |x − mean| lies at one of the two ends.</summary>
public readonly struct ExtentReducer<TLane, TRounding>(TLane first, TLane recent, CompensatedSum<TLane> sum, TLane smallest, TLane largest)
    : IReducer<ExtentReducer<TLane, TRounding>, TLane, Extent>
    where TLane : struct, IKernelLane<TLane>
    where TRounding : struct, IRounding
{
    private readonly TLane first = first;
    private readonly TLane recent = recent;
    private readonly CompensatedSum<TLane> sum = sum;
    private readonly TLane smallest = smallest;
    private readonly TLane largest = largest;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static ExtentReducer<TLane, TRounding> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(first, TLane.Broadcast(0), CompensatedSum<TLane>.Zero, start, start);

    /// <inheritdoc/>
    public static TLane Fill(ExtentReducer<TLane, TRounding> reducer) => reducer.smallest;

    /// <inheritdoc/>
    public static ExtentReducer<TLane, TRounding> Add(ExtentReducer<TLane, TRounding> reducer, TLane x, TLane dy, TLane present) => new(
        reducer.first,
        TLane.MultiplyAdd(Elementwise.Deviation<TLane, TRounding>(x, reducer.first), present, reducer.recent),
        reducer.sum,
        TLane.Min(reducer.smallest, x),
        TLane.Max(reducer.largest, x));

    /// <inheritdoc/>
    public static ExtentReducer<TLane, TRounding> Settle(ExtentReducer<TLane, TRounding> reducer) => new(
        reducer.first, TLane.Broadcast(0), CompensatedSum<TLane>.Add(reducer.sum, reducer.recent), reducer.smallest, reducer.largest);

    /// <inheritdoc/>
    public static Extent Total(ExtentReducer<TLane, TRounding> reducer, int index) =>
        new(CompensatedSum<TLane>.Total(reducer.sum, index), TLane.At(reducer.smallest, index), TLane.At(reducer.largest, index));
}
