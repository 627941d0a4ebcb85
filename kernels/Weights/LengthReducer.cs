using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Weights;

/// <summary>The norm of a row: its elements' contributions, combined as the norm says; sums keep what rounding takes.</summary>
public readonly struct LengthReducer<TNorm>(OctetLane largest, CompensatedSum<OctetLane> sum)
    : IReducer<LengthReducer<TNorm>, OctetLane, RowLength<TNorm>>
    where TNorm : struct, IWeightNorm
{
    private readonly OctetLane largest = largest;
    private readonly CompensatedSum<OctetLane> sum = sum;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <summary>The empty reduction.</summary>
    public static LengthReducer<TNorm> Empty => new(OctetLane.Broadcast(0), CompensatedSum<OctetLane>.Zero);

    /// <inheritdoc/>
    public static LengthReducer<TNorm> Start<TLayout>(OctetLane first, OctetLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => Empty;

    /// <inheritdoc/>
    public static OctetLane Fill(LengthReducer<TNorm> reducer) => OctetLane.Broadcast(0);

    /// <inheritdoc/>
    public static LengthReducer<TNorm> Add(LengthReducer<TNorm> reducer, OctetLane x, OctetLane dy, OctetLane present)
    {
        var contribution = TNorm.Contribution(x);
        return TNorm.LargestAlone
            ? new(TNorm.Combine(reducer.largest, contribution), reducer.sum)
            : new(reducer.largest, CompensatedSum<OctetLane>.Add(reducer.sum, contribution));
    }

    /// <inheritdoc/>
    public static LengthReducer<TNorm> Settle(LengthReducer<TNorm> reducer) => reducer;

    /// <inheritdoc/>
    public static RowLength<TNorm> Total(LengthReducer<TNorm> reducer, int index)
    {
        if (TNorm.LargestAlone)
            return new(OctetLane.At(reducer.largest, index), 0f);
        var total = CompensatedSum<OctetLane>.Total(reducer.sum, index);
        return new(total.Value, total.Rest);
    }
}
