namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of one double: the host combines block totals in it, with the norm's own code.</summary>
/// <param name="value">The double.</param>
public readonly unsafe struct DoubleLane(double value) : IDoubleLane<DoubleLane>
{
    /// <summary>The double.</summary>
    public double Value => value;

    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static DoubleLane Broadcast(float value) => new(value);

    /// <inheritdoc/>
    public static DoubleLane Fill(double value) => new(value);

    /// <inheritdoc/>
    public static DoubleLane operator +(DoubleLane left, DoubleLane right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static DoubleLane operator -(DoubleLane left, DoubleLane right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static DoubleLane operator *(DoubleLane left, DoubleLane right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    public static DoubleLane operator /(DoubleLane left, DoubleLane right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    public static DoubleLane MultiplyAdd(DoubleLane left, DoubleLane right, DoubleLane addend) => new(Math.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    public static DoubleLane SubtractProduct(DoubleLane minuend, DoubleLane left, DoubleLane right) =>
        new(Math.FusedMultiplyAdd(-left.Value, right.Value, minuend.Value));

    /// <inheritdoc/>
    public static DoubleLane Abs(DoubleLane value) => new(Math.Abs(value.Value));

    /// <inheritdoc/>
    public static DoubleLane Sign(DoubleLane value) => new(value.Value > 0 ? 1 : value.Value < 0 ? -1 : 0);

    /// <inheritdoc/>
    public static DoubleLane Max(DoubleLane left, DoubleLane right) => new(Math.Max(left.Value, right.Value));

    /// <inheritdoc/>
    public static DoubleLane PassAbove(DoubleLane test, DoubleLane limit, DoubleLane value) => new(test.Value <= limit.Value ? 0 : value.Value);

    /// <inheritdoc/>
    public static DoubleLane RoundToHalf(DoubleLane value) => new((double)(Half)value.Value);

    /// <inheritdoc/>
    public static DoubleLane ToSingle(DoubleLane value) => new((float)value.Value);

    /// <inheritdoc/>
    public static DoubleLane LoadDouble(double* source) => new(*source);

    /// <inheritdoc/>
    public static DoubleLane LoadSingle(float* source) => new(*source);

    /// <inheritdoc/>
    public static void StoreDouble(double* destination, DoubleLane value) => *destination = value.Value;

    /// <inheritdoc/>
    public static void StoreSingle(float* destination, DoubleLane value) => *destination = (float)value.Value;
}
