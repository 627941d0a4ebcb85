using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 16 floats in one 512-bit register.</summary>
/// <param name="value">The register.</param>
public readonly unsafe struct Lane16(Vector512<float> value) : ISimdLane<Lane16>
{
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
        return new(signedOne & nonzero);
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
    public static void StoreDouble(double* destination, Lane16 value)
    {
        Vector512.Store(Vector512.WidenLower(value.Value), destination);
        Vector512.Store(Vector512.WidenUpper(value.Value), destination + Vector512<double>.Count);
    }

    /// <inheritdoc/>
    public static void StoreSingle(float* destination, Lane16 value) => Vector512.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(ushort* destination, Lane16 value)
    {
        var bits = Narrow(value.Value);
        if (Avx512F.IsSupported)
            Vector256.Store(Avx512F.ConvertToVector256Int16(bits), (short*)destination);
        else
            Vector256.Store(Vector256.Narrow(bits.GetLower(), bits.GetUpper()), (short*)destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Gather(float* source, int stride) => new(Vector512.Create(
        source[0], source[stride], source[2 * stride], source[3 * stride], source[4 * stride], source[5 * stride], source[6 * stride], source[7 * stride],
        source[8 * stride], source[9 * stride], source[10 * stride], source[11 * stride], source[12 * stride], source[13 * stride], source[14 * stride], source[15 * stride]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 KeepFirst(Lane16 value, int count, Lane16 fill)
    {
        var kept = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
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
        var aligned = (halves << 13) & Vector512.Create(unchecked((int)0x8FFFE000));
        var special = Vector512.GreaterThan(aligned & Vector512.Create(int.MaxValue), Vector512.Create(0x0F7FFFFF));
        var finite = aligned.AsSingle() * Vector512.Create(HalfBits.BiasShift);
        return finite | (special & Vector512.Create(HalfBits.Infinity)).AsSingle();
    }

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
}
