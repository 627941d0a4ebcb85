using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;

namespace NormGpu.Kernels.Totals;

/// <summary>A norm's combined contributions.</summary>
/// <param name="value">The total.</param>
public readonly struct NormTotal<TNorm>(float value) : ITotals<NormTotal<TNorm>>
    where TNorm : struct, IReducingNorm
{
    /// <summary>The total.</summary>
    public float Value => value;

    /// <inheritdoc/>
    public static NormTotal<TNorm> Combine(NormTotal<TNorm> left, NormTotal<TNorm> right) =>
        new(TNorm.Combine(new FloatLane(left.Value), new FloatLane(right.Value)).Value);
}
