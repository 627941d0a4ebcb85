namespace NormGpu.Kernels.Totals;

/// <summary>Sums that the gradients of a norm with dense gradient need.</summary>
/// <param name="gradients">Sum of dy.</param>
/// <param name="products">Sum of dy·d (FP16 arithmetic: dy·xhat).</param>
/// <param name="slopes">Sum of the norm's slopes.</param>
public readonly struct GradientSums(float gradients, float products, float slopes) : ITotals<GradientSums>
{
    /// <summary>Sum of dy.</summary>
    public float Gradients => gradients;

    /// <summary>Sum of dy·d (FP16 arithmetic: dy·xhat).</summary>
    public float Products => products;

    /// <summary>Sum of the norm's slopes.</summary>
    public float Slopes => slopes;

    /// <inheritdoc/>
    public static GradientSums Combine(GradientSums left, GradientSums right) =>
        new(left.Gradients + right.Gradients, left.Products + right.Products, left.Slopes + right.Slopes);
}
