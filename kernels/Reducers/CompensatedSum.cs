using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>A running sum that keeps what rounding takes away. Means that are small beside their summands need it.</summary>
/// <remarks>Source: Knuth, "The Art of Computer Programming" volume 2, section 4.2.2, theorem B.</remarks>
/// <param name="value">The sum, rounded.</param>
/// <param name="rest">What the roundings took.</param>
public readonly struct CompensatedSum<TLane>(TLane value, TLane rest)
    where TLane : struct, IKernelLane<TLane>
{
    private readonly TLane value = value;
    private readonly TLane rest = rest;

    /// <summary>The empty sum.</summary>
    public static CompensatedSum<TLane> Zero => new(TLane.Broadcast(0), TLane.Broadcast(0));

    /// <summary>The sum with one value more.</summary>
    public static CompensatedSum<TLane> Add(CompensatedSum<TLane> sum, TLane value)
    {
        var total = sum.value + value;
        var added = total - sum.value;
        return new(total, sum.rest + (sum.value - (total - added) + (value - added)));
    }

    /// <summary>Element <paramref name="index"/> of the lane.</summary>
    public static Sum Total(CompensatedSum<TLane> sum, int index) => new(TLane.At(sum.value, index), TLane.At(sum.rest, index));
}
