using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 16 floats in one 512-bit register.</summary>
/// <param name="value">The register.</param>
public readonly unsafe struct Lane16(Vector512<float> value) : ISimdLane<Lane16>
{
    /// <summary>Operand of VRANGEPS: the larger magnitude, its sign cleared.</summary>
    private const byte MaximumOfMagnitudes = 0b1011;

    /// <summary>The register.</summary>
    public Vector512<float> Value => value;

    /// <inheritdoc/>
    public static int Width => Vector512<float>.Count;

    /// <inheritdoc/>
    public static Lane16 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    public static Lane16 operator +(Lane16 left, Lane16 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static Lane16 operator -(Lane16 left, Lane16 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static Lane16 operator *(Lane16 left, Lane16 right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MultiplyAdd(Lane16 left, Lane16 right, Lane16 addend) =>
        new(Vector512.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    public static Lane16 Abs(Lane16 value) => new(Vector512.Abs(value.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Sign(Lane16 value)
    {
        var signedOne = (value.Value & Vector512.Create(-0f)) | Vector512.Create(1f);
        var nonzero = Vector512.GreaterThan(Vector512.Abs(value.Value), Vector512<float>.Zero);
        return new(Vector512.ConditionalSelect(nonzero, signedOne, Vector512<float>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Max(Lane16 left, Lane16 right) => new(Vector512.Max(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 PassAbove(Lane16 test, Lane16 limit, Lane16 value) =>
        new(Vector512.AndNot(value.Value, Vector512.LessThanOrEqual(test.Value, limit.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 RoundToHalf(Lane16 value) => new(Widen(Narrow(value.Value)));

    /// <inheritdoc/>
    public static Lane16 ToSingle(Lane16 value) => value;

    /// <inheritdoc/>
    public static Lane16 LoadSingle(float* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadHalf(ushort* source) =>
        new(Widen(Vector512.WidenLower(Vector256.Load((short*)source).ToVector512Unsafe())));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadFiniteHalf(ushort* source) =>
        new(WidenFinite(Vector512.WidenLower(Vector256.Load((short*)source).ToVector512Unsafe())));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MaxMagnitude(Lane16 left, Lane16 right) =>
        new(Avx512DQ.IsSupported
            ? Avx512DQ.Range(left.Value, right.Value, MaximumOfMagnitudes)
            : Vector512.Max(Vector512.Abs(left.Value), Vector512.Abs(right.Value)));

    /// <inheritdoc/>
    public static void StoreDouble(double* destination, Lane16 value)
    {
        Vector512.Store(Vector512.WidenLower(value.Value), destination);
        Vector512.Store(Vector512.WidenUpper(value.Value), destination + Vector512<double>.Count);
    }

    /// <inheritdoc/>
    public static void StoreSingle(float* destination, Lane16 value) => Vector512.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(ushort* destination, Lane16 value) => Vector256.Store(Pack(Narrow(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalf(ushort* destination, Lane16 value) =>
        Vector256.Store(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalf(ushort* destination, Lane16 value) =>
        Vector256.StoreAlignedNonTemporal(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Gather(float* source, int stride) => new(Vector512.Create(
        source[0], source[stride], source[2 * stride], source[3 * stride], source[4 * stride], source[5 * stride], source[6 * stride], source[7 * stride],
        source[8 * stride], source[9 * stride], source[10 * stride], source[11 * stride], source[12 * stride], source[13 * stride], source[14 * stride], source[15 * stride]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Keep(Lane16 value, int first, int past, Lane16 fill)
    {
        // Unsigned: what lies before the first is far above the count.
        var kept = Vector512.LessThan((Vector512<int>.Indices - Vector512.Create(first)).AsUInt32(), Vector512.Create((uint)(past - first))).AsSingle();
        return new(Vector512.ConditionalSelect(kept, value.Value, fill.Value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(Lane16 left, Lane16 right) =>
        (uint)Vector512.GreaterThanOrEqual(left.Value, right.Value).ExtractMostSignificantBits();

    /// <summary>Sign-extended halves to floats; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(Vector512<int> halves)
    {
        var special = Vector512.GreaterThan(halves & Vector512.Create(0x7FFF), Vector512.Create(0x7BFF));
        return WidenFinite(halves) | (special & Vector512.Create(HalfBits.Infinity)).AsSingle();
    }

    /// <summary>Sign-extended finite halves to floats; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WidenFinite(Vector512<int> halves) =>
        ((halves << 13) & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle() * Vector512.Create(HalfBits.BiasShift);

    /// <summary>Floats to sign-extended halves; as <see cref="HalfBits.FromSingle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Narrow(Vector512<float> values)
    {
        var bits = values.AsInt32();
        var magnitude = bits & Vector512.Create(int.MaxValue);
        var odd = (magnitude >>> 13) & Vector512<int>.One;
        var normal = (magnitude + odd + Vector512.Create(0x0FFF - 0x38000000)) >>> 13;
        var subnormal = (magnitude.AsSingle() + Vector512.Create(HalfBits.SubnormalRounder)).AsInt32() - Vector512.Create(0x3F000000);
        var half = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(HalfBits.SmallestNormal)), subnormal, normal);
        var nan = Vector512.GreaterThan(magnitude, Vector512.Create(HalfBits.Infinity)) & Vector512.Create(0x0200);
        var overflow = Vector512.GreaterThan(magnitude, Vector512.Create(HalfBits.FirstOverflow - 1));
        half = Vector512.ConditionalSelect(overflow, nan | Vector512.Create(0x7C00), half);
        return half | ((bits >> 16) & Vector512.Create(-0x8000));
    }

    /// <summary>
    /// Floats below 65520 in magnitude to sign-extended halves. Adding 2^13 times a value's power of two makes FP32 itself round to the half's last place,
    /// to nearest even; below the smallest normal half that place stays where it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> NarrowFinite(Vector512<float> values)
    {
        var bits = values.AsInt32();
        var magnitude = bits & Vector512.Create(int.MaxValue);
        var exponent = Vector512.Max(magnitude & Vector512.Create(HalfBits.Infinity), Vector512.Create(HalfBits.SmallestNormal));
        var rounded = (magnitude.AsSingle() + (exponent + Vector512.Create(13 << 23)).AsSingle()).AsInt32();
        var half = rounded - exponent + (exponent >>> 13) - Vector512.Create((13 << 23) + (HalfBits.SmallestNormal >> 13));
        return half | ((bits >> 16) & Vector512.Create(-0x8000));
    }

    /// <summary>Sign-extended halves side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pack(Vector512<int> halves) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Int16(halves)
        : Vector256.Narrow(halves.GetLower(), halves.GetUpper());
}
