using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>
/// Mean and variance in one read: sums of x − shift and of its square, where each thread shifts by a value that it meets itself. So an outlier spoils
/// the few elements of its own thread at most, where it dominates the variance anyway.
/// </summary>
public readonly struct MomentsReducer<TLane>(TLane shift, TLane sum, TLane squares, TLane count) : IReducer<MomentsReducer<TLane>, TLane, Moments>
    where TLane : struct, IKernelLane<TLane>
{
    private readonly TLane shift = shift;
    private readonly TLane sum = sum;
    private readonly TLane squares = squares;
    private readonly TLane count = count;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    public static MomentsReducer<TLane> Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(start, TLane.Broadcast(0), TLane.Broadcast(0), TLane.Broadcast(0));

    /// <inheritdoc/>
    public static TLane Fill(MomentsReducer<TLane> reducer) => reducer.shift;

    /// <inheritdoc/>
    public static MomentsReducer<TLane> Add(MomentsReducer<TLane> reducer, TLane x, TLane dy, TLane present)
    {
        var shifted = x - reducer.shift;
        return new(reducer.shift, reducer.sum + shifted, TLane.MultiplyAdd(shifted, shifted, reducer.squares), reducer.count + present);
    }

    /// <inheritdoc/>
    public static MomentsReducer<TLane> Settle(MomentsReducer<TLane> reducer) => reducer;

    /// <inheritdoc/>
    public static Moments Total(MomentsReducer<TLane> reducer, int index)
    {
        var elements = TLane.At(reducer.count, index);
        var shifted = TLane.At(reducer.sum, index);
        var meanShift = elements > 0 ? shifted / elements : 0f;
        var deviations = TLane.At(reducer.squares, index) - shifted * meanShift;
        // Rounding may leave a trace below 0; NaN must stay.
        return new(elements, TLane.At(reducer.shift, index) + meanShift, deviations < 0 ? 0 : deviations);
    }
}
