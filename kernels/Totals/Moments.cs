namespace NormGpu.Kernels.Totals;

/// <summary>Count, mean and sum of squared deviations of a part. No cancellation, however far the channel's mean lies from 0.</summary>
/// <remarks>Source of the combination: Chan, Golub and LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances".</remarks>
/// <param name="count">Elements.</param>
/// <param name="mean">Their mean.</param>
/// <param name="squares">Sum of (x − mean)².</param>
public readonly struct Moments(float count, float mean, float squares) : ITotals<Moments>
{
    /// <summary>Elements.</summary>
    public float Count => count;

    /// <summary>Their mean.</summary>
    public float Mean => mean;

    /// <summary>Sum of (x − mean)².</summary>
    public float Squares => squares;

    /// <inheritdoc/>
    public static Moments Combine(Moments left, Moments right)
    {
        var count = left.Count + right.Count;
        var share = right.Count > 0 ? right.Count / count : 0f;
        var distance = right.Mean - left.Mean;
        return new(
            count,
            right.Count > 0 ? left.Mean + distance * share : left.Mean,
            right.Count > 0 ? left.Squares + right.Squares + distance * distance * (left.Count * share) : left.Squares);
    }
}
