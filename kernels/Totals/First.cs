using ILGPU;

namespace NormGpu.Kernels.Totals;

/// <summary>The first of some positions.</summary>
/// <param name="position">The position, or <see cref="None"/>.</param>
public readonly struct First(int position) : ITotals<First>
{
    /// <summary>Not found.</summary>
    public const int None = int.MaxValue;

    /// <summary>The position, or <see cref="None"/>.</summary>
    public int Position => position;

    /// <inheritdoc/>
    public static First Combine(First left, First right) => new(IntrinsicMath.Min(left.Position, right.Position));
}
