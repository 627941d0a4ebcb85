namespace NormGpu.Kernels.Totals;

/// <summary>Sums that the gradients of a selecting norm need.</summary>
/// <param name="gradients">Sum of dy.</param>
/// <param name="products">Sum of dy·d (FP16 arithmetic: dy·xhat).</param>
/// <param name="signsAbove">Sum of sign(d) over |d| above the threshold.</param>
/// <param name="signsTied">Sum of sign(d) over |d| equal to it.</param>
/// <param name="ties">How many are equal to it.</param>
public readonly struct SelectionSums(float gradients, Sum products, int signsAbove, int signsTied, int ties) : ITotals<SelectionSums>
{
    /// <summary>Sum of dy.</summary>
    public float Gradients => gradients;

    /// <summary>Sum of dy·d (FP16 arithmetic: dy·xhat).</summary>
    public Sum Products => products;

    /// <summary>Sum of sign(d) over |d| above the threshold.</summary>
    public int SignsAbove => signsAbove;

    /// <summary>Sum of sign(d) over |d| equal to the threshold.</summary>
    public int SignsTied => signsTied;

    /// <summary>How many |d| are equal to the threshold.</summary>
    public int Ties => ties;

    /// <inheritdoc/>
    public static SelectionSums Combine(SelectionSums left, SelectionSums right) => new(
        left.Gradients + right.Gradients,
        Sum.Combine(left.Products, right.Products),
        left.SignsAbove + right.SignsAbove,
        left.SignsTied + right.SignsTied,
        left.Ties + right.Ties);
}
