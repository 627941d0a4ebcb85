using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 8 floats in 8 registers of one GPU thread: as many halves as one 16-byte access moves.</summary>
public readonly struct OctetLane(float a, float b, float c, float d, float e, float f, float g, float h) : IKernelLane<OctetLane>
{
    /// <summary>The first float.</summary>
    public float A => a;

    /// <summary>The second float.</summary>
    public float B => b;

    /// <summary>The third float.</summary>
    public float C => c;

    /// <summary>The fourth float.</summary>
    public float D => d;

    /// <summary>The fifth float.</summary>
    public float E => e;

    /// <summary>The sixth float.</summary>
    public float F => f;

    /// <summary>The seventh float.</summary>
    public float G => g;

    /// <summary>The eighth float.</summary>
    public float H => h;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static OctetLane Broadcast(float value) => new(value, value, value, value, value, value, value, value);

    /// <inheritdoc/>
    public static OctetLane operator +(OctetLane left, OctetLane right) => new(
        left.A + right.A, left.B + right.B, left.C + right.C, left.D + right.D,
        left.E + right.E, left.F + right.F, left.G + right.G, left.H + right.H);

    /// <inheritdoc/>
    public static OctetLane operator -(OctetLane left, OctetLane right) => new(
        left.A - right.A, left.B - right.B, left.C - right.C, left.D - right.D,
        left.E - right.E, left.F - right.F, left.G - right.G, left.H - right.H);

    /// <inheritdoc/>
    public static OctetLane operator *(OctetLane left, OctetLane right) => new(
        left.A * right.A, left.B * right.B, left.C * right.C, left.D * right.D,
        left.E * right.E, left.F * right.F, left.G * right.G, left.H * right.H);

    /// <inheritdoc/>
    public static OctetLane MultiplyAdd(OctetLane left, OctetLane right, OctetLane addend) => new(
        left.A * right.A + addend.A, left.B * right.B + addend.B, left.C * right.C + addend.C, left.D * right.D + addend.D,
        left.E * right.E + addend.E, left.F * right.F + addend.F, left.G * right.G + addend.G, left.H * right.H + addend.H);

    /// <inheritdoc/>
    public static OctetLane SubtractProduct(OctetLane minuend, OctetLane left, OctetLane right) => new(
        minuend.A - left.A * right.A, minuend.B - left.B * right.B, minuend.C - left.C * right.C, minuend.D - left.D * right.D,
        minuend.E - left.E * right.E, minuend.F - left.F * right.F, minuend.G - left.G * right.G, minuend.H - left.H * right.H);

    /// <inheritdoc/>
    public static OctetLane Abs(OctetLane value) => new(
        MathF.Abs(value.A), MathF.Abs(value.B), MathF.Abs(value.C), MathF.Abs(value.D),
        MathF.Abs(value.E), MathF.Abs(value.F), MathF.Abs(value.G), MathF.Abs(value.H));

    /// <inheritdoc/>
    public static OctetLane Sign(OctetLane value) => new(
        SignOf(value.A), SignOf(value.B), SignOf(value.C), SignOf(value.D),
        SignOf(value.E), SignOf(value.F), SignOf(value.G), SignOf(value.H));

    /// <inheritdoc/>
    public static OctetLane Max(OctetLane left, OctetLane right) => new(
        Larger(left.A, right.A), Larger(left.B, right.B), Larger(left.C, right.C), Larger(left.D, right.D),
        Larger(left.E, right.E), Larger(left.F, right.F), Larger(left.G, right.G), Larger(left.H, right.H));

    /// <inheritdoc/>
    public static OctetLane Min(OctetLane left, OctetLane right) => new(
        Smaller(left.A, right.A), Smaller(left.B, right.B), Smaller(left.C, right.C), Smaller(left.D, right.D),
        Smaller(left.E, right.E), Smaller(left.F, right.F), Smaller(left.G, right.G), Smaller(left.H, right.H));

    /// <inheritdoc/>
    public static OctetLane PassAbove(OctetLane test, OctetLane limit, OctetLane value) => new(
        test.A <= limit.A ? 0 : value.A, test.B <= limit.B ? 0 : value.B, test.C <= limit.C ? 0 : value.C, test.D <= limit.D ? 0 : value.D,
        test.E <= limit.E ? 0 : value.E, test.F <= limit.F ? 0 : value.F, test.G <= limit.G ? 0 : value.G, test.H <= limit.H ? 0 : value.H);

    /// <inheritdoc/>
    public static OctetLane RoundToHalf(OctetLane value) => new(
        HalfBits.Round(value.A), HalfBits.Round(value.B), HalfBits.Round(value.C), HalfBits.Round(value.D),
        HalfBits.Round(value.E), HalfBits.Round(value.F), HalfBits.Round(value.G), HalfBits.Round(value.H));

    /// <inheritdoc/>
    public static OctetLane LoadHalf<TConversion>(ArrayView<Pack> tensor, long index)
        where TConversion : struct, IHalfConversion => EightHalves.Load<TConversion>(tensor, index >> 3);

    /// <inheritdoc/>
    public static void StoreHalf<TConversion>(ArrayView<Pack> tensor, long index, OctetLane value)
        where TConversion : struct, IHalfConversion => EightHalves.Store<TConversion>(tensor, index >> 3, value);

    /// <inheritdoc/>
    public static OctetLane LoadSingle(ArrayView<Pack> tensor, long index)
    {
        var low = tensor[index >> 2];
        var high = tensor[(index >> 2) + 1];
        return new(
            Interop.IntAsFloat(low.First), Interop.IntAsFloat(low.Second), Interop.IntAsFloat(low.Third), Interop.IntAsFloat(low.Fourth),
            Interop.IntAsFloat(high.First), Interop.IntAsFloat(high.Second), Interop.IntAsFloat(high.Third), Interop.IntAsFloat(high.Fourth));
    }

    /// <inheritdoc/>
    public static void StoreSingle(ArrayView<Pack> tensor, long index, OctetLane value)
    {
        tensor[index >> 2] = new Pack(
            Interop.FloatAsInt(value.A), Interop.FloatAsInt(value.B), Interop.FloatAsInt(value.C), Interop.FloatAsInt(value.D));
        tensor[(index >> 2) + 1] = new Pack(
            Interop.FloatAsInt(value.E), Interop.FloatAsInt(value.F), Interop.FloatAsInt(value.G), Interop.FloatAsInt(value.H));
    }

    /// <inheritdoc/>
    public static OctetLane LoadNeighbours(ArrayView<float> values, int index) => new(
        values[index], values[index + 1], values[index + 2], values[index + 3],
        values[index + 4], values[index + 5], values[index + 6], values[index + 7]);

    /// <inheritdoc/>
    public static float At(OctetLane value, int index)
    {
        var low = index < 2 ? (index == 0 ? value.A : value.B) : (index == 2 ? value.C : value.D);
        var high = index < 6 ? (index == 4 ? value.E : value.F) : (index == 6 ? value.G : value.H);
        return index < 4 ? low : high;
    }

    /// <inheritdoc/>
    public static OctetLane Keep(OctetLane value, int first, int past, OctetLane fill) => new(
        first <= 0 && past > 0 ? value.A : fill.A, first <= 1 && past > 1 ? value.B : fill.B, first <= 2 && past > 2 ? value.C : fill.C, first <= 3 && past > 3 ? value.D : fill.D,
        first <= 4 && past > 4 ? value.E : fill.E, first <= 5 && past > 5 ? value.F : fill.F, first <= 6 && past > 6 ? value.G : fill.G, first <= 7 && past > 7 ? value.H : fill.H);

    /// <inheritdoc/>
    public static OctetLane KeepGreater(OctetLane value, OctetLane bound) => new(
        IfGreater(value.A, bound.A), IfGreater(value.B, bound.B), IfGreater(value.C, bound.C), IfGreater(value.D, bound.D),
        IfGreater(value.E, bound.E), IfGreater(value.F, bound.F), IfGreater(value.G, bound.G), IfGreater(value.H, bound.H));

    /// <inheritdoc/>
    public static bool AllBelow(OctetLane value, OctetLane bound) =>
        (value.A < bound.A) & (value.B < bound.B) & (value.C < bound.C) & (value.D < bound.D)
        & (value.E < bound.E) & (value.F < bound.F) & (value.G < bound.G) & (value.H < bound.H);

    private static float IfGreater(float value, float bound) => value > bound ? value : 0f;

    private static float SignOf(float value) => value > 0 ? 1f : value < 0 ? -1f : 0f;

    // Comparisons spelled out: PTX's max drops NaN.
    private static float Larger(float left, float right) => left > right || float.IsNaN(left) ? left : right;

    private static float Smaller(float left, float right) => left < right ? left : right;
}
