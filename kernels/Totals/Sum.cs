namespace NormGpu.Kernels.Totals;

/// <summary>A sum.</summary>
/// <param name="value">The sum.</param>
public readonly struct Sum(float value) : ITotals<Sum>
{
    /// <summary>The sum.</summary>
    public float Value => value;

    /// <inheritdoc/>
    public static Sum Combine(Sum left, Sum right) => new(left.Value + right.Value);
}
