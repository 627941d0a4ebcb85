using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>
/// A lane of 8 doubles that loads floats: sums over FP32 tensors, whose every bit counts, run in it. Half tensors do without, as a sum of halves in
/// FP32 is far finer than a half.
/// </summary>
/// <param name="value">The register.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly unsafe struct DoubleLane8(Vector512<double> value) : ISumLane<DoubleLane8>, IDoubleLane<DoubleLane8>
{
    /// <summary>Table of VFIXUPIMMPD, as in <see cref="Lane16"/>.</summary>
    private const uint SignTable = 0xA9A9A888;

    /// <summary>The register.</summary>
    public Vector512<double> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value;
    }

    /// <inheritdoc/>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<double>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Broadcast(float value) => new(Vector512.Create((double)value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Fill(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 operator +(DoubleLane8 left, DoubleLane8 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 operator -(DoubleLane8 left, DoubleLane8 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 operator *(DoubleLane8 left, DoubleLane8 right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 operator /(DoubleLane8 left, DoubleLane8 right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 MultiplyAdd(DoubleLane8 left, DoubleLane8 right, DoubleLane8 addend) =>
        new(Vector512.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 SubtractProduct(DoubleLane8 minuend, DoubleLane8 left, DoubleLane8 right) => new(Avx512F.IsSupported
        ? Avx512F.FusedMultiplyAddNegated(left.Value, right.Value, minuend.Value)
        : Vector512.FusedMultiplyAdd(-left.Value, right.Value, minuend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Abs(DoubleLane8 value) => new(Vector512.Abs(value.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Sign(DoubleLane8 value)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Fixup(value.Value, value.Value, Vector512.Create((long)SignTable), 0));
        var signedOne = (value.Value & Vector512.Create(-0.0)) | Vector512.Create(1.0);
        return new(signedOne & Vector512.GreaterThan(Vector512.Abs(value.Value), Vector512<double>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Max(DoubleLane8 left, DoubleLane8 right) => new(Vector512.Max(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 PassAbove(DoubleLane8 test, DoubleLane8 limit, DoubleLane8 value) =>
        new(Vector512.AndNot(value.Value, Vector512.LessThanOrEqual(test.Value, limit.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 ToSingle(DoubleLane8 value) =>
        new(Widen(ToLane8(value).Value));

    /// <summary>Each element rounded to FP32, in a lane of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 ToLane8(DoubleLane8 value) => new(Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Single(value.Value)
        : Vector256.Narrow(value.Value.GetLower(), value.Value.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 RoundToHalf(DoubleLane8 value) =>
        throw new NotSupportedException("Half arithmetic runs on lanes of floats.");

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 LoadSingle(float* source) => new(Widen(Vector256.Load(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 PickSingle(float* source, int* picks) =>
        new(Widen(Vector256.ShuffleNative(Vector256.Load(source), Vector256.Load(picks))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 LoadHalf(ushort* source) => new(Widen(Lane8.LoadHalf(source).Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 LoadScaledHalf(ushort* source) => LoadHalf(source) * Broadcast(1 / HalfBits.BiasShift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 LoadRaisedHalf(ushort* source) => LoadHalf(source) * Broadcast(1 / HalfBits.SmallBiasShift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalfPair(ushort* source, out DoubleLane8 first, out DoubleLane8 second) =>
        (first, second) = (LoadHalf(source), LoadHalf(source + Width));

    /// <inheritdoc/>
    public static HalfConstants<DoubleLane8> HalfConstantsInRegisters(float unscale) => HalfConstants(unscale);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<DoubleLane8> HalfConstants(float unscale) => new(Broadcast(unscale));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledHalfPair(ushort* source, in HalfConstants<DoubleLane8> constants, out DoubleLane8 first, out DoubleLane8 second) =>
        (first, second) = (LoadScaledHalf(source), LoadScaledHalf(source + Width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRaisedHalfPair(ushort* source, out DoubleLane8 first, out DoubleLane8 second) =>
        (first, second) = (LoadRaisedHalf(source), LoadRaisedHalf(source + Width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 MultiplySubtract(DoubleLane8 left, DoubleLane8 right, DoubleLane8 subtrahend) =>
        new(Vector512.FusedMultiplyAdd(left.Value, right.Value, -subtrahend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSinglePair(float* source, out DoubleLane8 first, out DoubleLane8 second) =>
        (first, second) = (LoadSingle(source), LoadSingle(source + Width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoublePair(double* destination, DoubleLane8 first, DoubleLane8 second)
    {
        StoreDouble(destination, first);
        StoreDouble(destination + Width, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 MaxMagnitude(DoubleLane8 left, DoubleLane8 right) => Max(Abs(left), Abs(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Keep(DoubleLane8 value, int first, int past, DoubleLane8 fill)
    {
        // Unsigned: what lies before the first is far above the count.
        var kept = Vector512.LessThan((Vector512<long>.Indices - Vector512.Create((long)first)).AsUInt64(), Vector512.Create((ulong)(past - first))).AsDouble();
        return new(Vector512.ConditionalSelect(kept, value.Value, fill.Value));
    }

    /// <summary>Elements 4 to 7 in front; those behind them are of no use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Skip4(DoubleLane8 value) => new(Vector512.Shuffle(value.Value, Vector512.Create(4L, 5, 6, 7, 4, 5, 6, 7)));

    /// <summary>Elements 2 and 3 in front; those behind them are of no use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Skip2(DoubleLane8 value) => new(Vector512.Shuffle(value.Value, Vector512.Create(2L, 3, 2, 3, 2, 3, 2, 3)));

    /// <summary>Element 1 in front; those behind it are of no use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Skip1(DoubleLane8 value) => new(Vector512.Shuffle(value.Value, Vector512.Create(1L, 1, 1, 1, 1, 1, 1, 1)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 LoadDouble(double* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(double* destination, DoubleLane8 value) => Vector512.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, DoubleLane8 value) => ToLane8(value).Value.Store(destination);

    /// <summary>Floats to doubles, exactly. By halves of the register where a processor has no wide one: what .NET does of itself then are calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(Vector256<float> values) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Double(values)
        : Vector512.Create(Vector256.WidenLower(values), Vector256.WidenUpper(values));
}
