namespace NormGpu.Kernels.Totals;

/// <summary>A sum of values of one sign, which needs no care, or a mean that was taken before.</summary>
/// <param name="value">The sum.</param>
public readonly struct PlainSum(float value) : ITotals<PlainSum>
{
    /// <summary>The sum.</summary>
    public float Value => value;

    /// <inheritdoc/>
    public static PlainSum Combine(PlainSum left, PlainSum right) => new(left.Value + right.Value);
}
