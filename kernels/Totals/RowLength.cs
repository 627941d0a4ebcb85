using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;

namespace NormGpu.Kernels.Totals;

/// <summary>What the norm of a row is made of: a maximum, or a sum and what rounding took from it.</summary>
/// <param name="value">The maximum, or the sum, rounded.</param>
/// <param name="rest">What the roundings took; 0 for a maximum.</param>
public readonly struct RowLength<TNorm>(float value, float rest) : ITotals<RowLength<TNorm>>
    where TNorm : struct, IWeightNorm
{
    /// <summary>The maximum, or the sum, rounded.</summary>
    public float Value => value;

    /// <summary>What the roundings took.</summary>
    public float Rest => rest;

    /// <inheritdoc/>
    public static RowLength<TNorm> Combine(RowLength<TNorm> left, RowLength<TNorm> right)
    {
        if (TNorm.LargestAlone)
            return new(TNorm.Combine(new FloatLane(left.Value), new FloatLane(right.Value)).Value, 0f);
        var sum = Sum.Combine(new Sum(left.Value, left.Rest), new Sum(right.Value, right.Rest));
        return new(sum.Value, sum.Rest);
    }

    /// <summary>The norm.</summary>
    public static float Of(RowLength<TNorm> total) => TNorm.Length(new Sum(total.Value, total.Rest).Rounded);
}
