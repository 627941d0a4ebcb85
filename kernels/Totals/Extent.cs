namespace NormGpu.Kernels.Totals;

/// <summary>Sum, minimum and maximum: all that L∞ needs, from one read.</summary>
/// <param name="sum">Sum of x − first.</param>
/// <param name="smallest">Minimum of x.</param>
/// <param name="largest">Maximum of x.</param>
public readonly struct Extent(Sum sum, float smallest, float largest) : ITotals<Extent>
{
    /// <summary>Sum of x − first.</summary>
    public Sum Sum => sum;

    /// <summary>Minimum of x.</summary>
    public float Smallest => smallest;

    /// <summary>Maximum of x.</summary>
    public float Largest => largest;

    /// <inheritdoc/>
    public static Extent Combine(Extent left, Extent right) => new(
        Sum.Combine(left.Sum, right.Sum),
        left.Smallest < right.Smallest ? left.Smallest : right.Smallest,
        left.Largest > right.Largest ? left.Largest : right.Largest);
}
