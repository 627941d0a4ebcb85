using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of one float: what a GPU thread computes with.</summary>
/// <param name="value">The float.</param>
public readonly partial struct FloatLane(float value) : IKernelLane<FloatLane>
{
    /// <summary>The float.</summary>
    public float Value => value;

    /// <inheritdoc/>
    public static FloatLane Broadcast(float value) => new(value);

    /// <inheritdoc/>
    public static FloatLane operator +(FloatLane left, FloatLane right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static FloatLane operator -(FloatLane left, FloatLane right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static FloatLane operator *(FloatLane left, FloatLane right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    public static FloatLane MultiplyAdd(FloatLane left, FloatLane right, FloatLane addend) => new(left.Value * right.Value + addend.Value);

    /// <inheritdoc/>
    public static FloatLane SubtractProduct(FloatLane minuend, FloatLane left, FloatLane right) => new(minuend.Value - left.Value * right.Value);

    /// <inheritdoc/>
    public static FloatLane Abs(FloatLane value) => new(MathF.Abs(value.Value));

    /// <inheritdoc/>
    public static FloatLane Sign(FloatLane value) => new(value.Value > 0 ? 1f : value.Value < 0 ? -1f : 0f);

    /// <inheritdoc/>
    // Comparisons spelled out: PTX's max drops NaN.
    public static FloatLane Max(FloatLane left, FloatLane right) => left.Value > right.Value || left.Value != left.Value ? left : right;

    /// <inheritdoc/>
    public static FloatLane PassAbove(FloatLane test, FloatLane limit, FloatLane value) => new(test.Value <= limit.Value ? 0 : value.Value);

    /// <inheritdoc/>
    public static FloatLane RoundToHalf(FloatLane value) => new(HalfBits.Round(value.Value));
}
