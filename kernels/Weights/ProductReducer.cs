using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Weights;

/// <summary>The sum dw·v of a row. The largest element's gradient carries it whole, so it keeps what rounding takes.</summary>
public readonly struct ProductReducer(CompensatedSum<OctetLane> sum) : IReducer<ProductReducer, OctetLane, Sum>
{
    private readonly CompensatedSum<OctetLane> sum = sum;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <summary>The empty reduction.</summary>
    public static ProductReducer Empty => new(CompensatedSum<OctetLane>.Zero);

    /// <inheritdoc/>
    public static ProductReducer Start<TLayout>(OctetLane first, OctetLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => Empty;

    /// <inheritdoc/>
    public static OctetLane Fill(ProductReducer reducer) => OctetLane.Broadcast(0);

    /// <inheritdoc/>
    public static ProductReducer Add(ProductReducer reducer, OctetLane x, OctetLane dy, OctetLane present) =>
        new(CompensatedSum<OctetLane>.Add(reducer.sum, x * dy));

    /// <inheritdoc/>
    public static ProductReducer Settle(ProductReducer reducer) => reducer;

    /// <inheritdoc/>
    public static Sum Total(ProductReducer reducer, int index) => CompensatedSum<OctetLane>.Total(reducer.sum, index);
}
