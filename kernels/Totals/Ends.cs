namespace NormGpu.Kernels.Totals;

/// <summary>Where a chunk has its first smallest and its first largest element.</summary>
/// <param name="smallestAt">Position, or <see cref="None"/>.</param>
/// <param name="largestAt">Position, or <see cref="None"/>.</param>
public readonly struct Ends(int smallestAt, int largestAt) : ITotals<Ends>
{
    /// <summary>Not found.</summary>
    public const int None = int.MaxValue;

    /// <summary>Position of the first smallest.</summary>
    public int SmallestAt => smallestAt;

    /// <summary>Position of the first largest.</summary>
    public int LargestAt => largestAt;

    /// <inheritdoc/>
    public static Ends Combine(Ends left, Ends right) => new(
        left.SmallestAt < right.SmallestAt ? left.SmallestAt : right.SmallestAt,
        left.LargestAt < right.LargestAt ? left.LargestAt : right.LargestAt);
}
