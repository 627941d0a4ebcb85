using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 8 floats in one 256-bit register.</summary>
/// <param name="value">The register.</param>
public readonly unsafe struct Lane8(Vector256<float> value) : ISimdLane<Lane8>
{
    /// <summary>The register.</summary>
    public Vector256<float> Value => value;

    /// <inheritdoc/>
    public static int Width => Vector256<float>.Count;

    /// <inheritdoc/>
    public static Lane8 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    public static Lane8 operator +(Lane8 left, Lane8 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static Lane8 operator -(Lane8 left, Lane8 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static Lane8 operator *(Lane8 left, Lane8 right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MultiplyAdd(Lane8 left, Lane8 right, Lane8 addend) =>
        new(Vector256.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 SubtractProduct(Lane8 minuend, Lane8 left, Lane8 right) => new(Fma.IsSupported
        ? Fma.MultiplyAddNegated(left.Value, right.Value, minuend.Value)
        : Vector256.FusedMultiplyAdd(-left.Value, right.Value, minuend.Value));

    /// <inheritdoc/>
    public static Lane8 Abs(Lane8 value) => new(Vector256.Abs(value.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Sign(Lane8 value)
    {
        var signedOne = (value.Value & Vector256.Create(-0f)) | Vector256.Create(1f);
        var nonzero = Vector256.GreaterThan(Vector256.Abs(value.Value), Vector256<float>.Zero);
        return new(Vector256.ConditionalSelect(nonzero, signedOne, Vector256<float>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Max(Lane8 left, Lane8 right) => new(Vector256.Max(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 PassAbove(Lane8 test, Lane8 limit, Lane8 value) =>
        new(Vector256.AndNot(value.Value, Vector256.LessThanOrEqual(test.Value, limit.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 RoundToHalf(Lane8 value) => new(Widen(Narrow(value.Value)));

    /// <inheritdoc/>
    public static Lane8 ToSingle(Lane8 value) => value;

    /// <inheritdoc/>
    public static Lane8 LoadSingle(float* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadHalf(ushort* source) =>
        new(Widen(LoadSignExtended(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadFiniteHalf(ushort* source) =>
        new(Align(LoadSignExtended(source)) * Vector256.Create(HalfBits.BiasShift));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadFiniteHalfMinus(ushort* source, Lane8 subtrahend) => Fma.IsSupported
        ? new(Fma.MultiplySubtract(Align(LoadSignExtended(source)), Vector256.Create(HalfBits.BiasShift), subtrahend.Value))
        : LoadFiniteHalf(source) - subtrahend;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MaxMagnitude(Lane8 left, Lane8 right) =>
        new(Vector256.Max(Vector256.Abs(left.Value), Vector256.Abs(right.Value)));

    /// <inheritdoc/>
    public static void StoreDouble(double* destination, Lane8 value)
    {
        Vector256.Store(Vector256.WidenLower(value.Value), destination);
        Vector256.Store(Vector256.WidenUpper(value.Value), destination + Vector256<double>.Count);
    }

    /// <inheritdoc/>
    public static void StoreSingle(float* destination, Lane8 value) => Vector256.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(ushort* destination, Lane8 value) => Vector128.Store(Pack(Narrow(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalf(ushort* destination, Lane8 value) =>
        Vector128.Store(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalves(ushort* destination, Lane8 first, Lane8 second) =>
        Vector256.Store(Vector256.Create(Pack(NarrowFinite(first.Value)), Pack(NarrowFinite(second.Value))), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalf(ushort* destination, Lane8 value) =>
        Vector128.StoreAlignedNonTemporal(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalves(ushort* destination, Lane8 first, Lane8 second) =>
        Vector256.StoreAlignedNonTemporal(Vector256.Create(Pack(NarrowFinite(first.Value)), Pack(NarrowFinite(second.Value))), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Gather(float* source, int stride) => new(Vector256.Create(
        source[0], source[stride], source[2 * stride], source[3 * stride], source[4 * stride], source[5 * stride], source[6 * stride], source[7 * stride]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Keep(Lane8 value, int first, int past, Lane8 fill)
    {
        // Unsigned: what lies before the first is far above the count.
        var kept = Vector256.LessThan((Vector256<int>.Indices - Vector256.Create(first)).AsUInt32(), Vector256.Create((uint)(past - first))).AsSingle();
        return new(Vector256.ConditionalSelect(kept, value.Value, fill.Value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(Lane8 left, Lane8 right) =>
        Vector256.GreaterThanOrEqual(left.Value, right.Value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LoadSignExtended(ushort* source) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32((short*)source)
        : Vector256.WidenLower(Vector128.Load((short*)source).ToVector256Unsafe());

    /// <summary>Sign-extended halves to floats; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector256<int> halves)
    {
        var special = Vector256.GreaterThan(halves & Vector256.Create(0x7FFF), Vector256.Create(0x7BFF));
        return (Align(halves) * Vector256.Create(HalfBits.BiasShift)) | (special & Vector256.Create(HalfBits.Infinity)).AsSingle();
    }

    /// <summary>Sign-extended finite halves to floats of 2^-112 times their value; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Align(Vector256<int> halves) =>
        ((halves << 13) & Vector256.Create(unchecked((int)0x8FFFE000))).AsSingle();

    /// <summary>Floats to sign-extended halves; as <see cref="HalfBits.FromSingle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Narrow(Vector256<float> values)
    {
        // 65536 and what rounds up to it become the half's infinity by themselves.
        var bounded = Vector256.Min(Vector256.Abs(values), Vector256.Create(65536f));
        var magnitude = Vector256.ConditionalSelect(
            Vector256.Equals(values, values).AsInt32(), Magnitude(RoundToPlace(bounded)), Vector256.Create(HalfBits.QuietNaN));
        return Vector256.ConditionalSelect(Vector256.Create(0x7FFF), magnitude, values.AsInt32() >> 16);
    }

    /// <summary>Floats below 65520 in magnitude to sign-extended halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> NarrowFinite(Vector256<float> values) => Vector256.ConditionalSelect(
        Vector256.Create(0x7FFF), Magnitude(RoundToPlace(Vector256.Abs(values))), values.AsInt32() >> 16);

    /// <summary>
    /// Rounds magnitudes to the half's last place, to nearest even. Adding 2^13 times a value's power of two makes FP32 itself round there; below the smallest
    /// normal half that place stays where it is. The low bits then hold the value in units of that place, and <see cref="HalfBits.PlaceOffset"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> RoundToPlace(Vector256<float> magnitudes)
    {
        var power = Vector256.Max(magnitudes.AsInt32() & Vector256.Create(HalfBits.Infinity), Vector256.Create(HalfBits.SmallestNormal));
        return (magnitudes + (power + Vector256.Create((13 << 23) + HalfBits.PlaceOffset)).AsSingle()).AsInt32();
    }

    /// <summary>The half's exponent and fraction in the low 15 bits, from <see cref="RoundToPlace"/>: low word + 8·high word. The bits above are of no use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Magnitude(Vector256<int> rounded) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(rounded.AsInt16(), Vector256.Create(0x0008_0001).AsInt16())
        : rounded + (rounded >>> 13);

    /// <summary>Sign-extended halves side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Pack(Vector256<int> halves) => Sse2.IsSupported
        ? Sse2.PackSignedSaturate(halves.GetLower(), halves.GetUpper())
        : Vector128.Narrow(halves.GetLower(), halves.GetUpper());
}
