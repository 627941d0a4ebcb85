using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 16 floats in one 512-bit register.</summary>
/// <param name="value">The register.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly unsafe partial struct Lane16(Vector512<float> value) : ISimdLane<Lane16>
{
    /// <summary>Operands of VRANGEPS: the larger magnitude without a sign, the larger and the smaller one with the sign of the first operand.</summary>
    private const byte LargerMagnitude = 0b1011;
    private const byte LargerMagnitudeSigned = 0b0011;
    private const byte SmallerMagnitudeSigned = 0b0010;

    /// <summary>Table of VFIXUPIMMPS, from QNaN, SNaN, 0, 1, −infinity, infinity, negative, positive (lowest digit first) to 0 (8), −1 (9), 1 (A).</summary>
    private const int SignTable = unchecked((int)0xA9A9A888);

    /// <summary>The register.</summary>
    public Vector512<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value;
    }

    /// <inheritdoc/>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<float>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator +(Lane16 left, Lane16 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator -(Lane16 left, Lane16 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator *(Lane16 left, Lane16 right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MultiplyAdd(Lane16 left, Lane16 right, Lane16 addend) =>
        new(Vector512.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 SubtractProduct(Lane16 minuend, Lane16 left, Lane16 right) => new(Avx512F.IsSupported
        ? Avx512F.FusedMultiplyAddNegated(left.Value, right.Value, minuend.Value)
        : Vector512.FusedMultiplyAdd(-left.Value, right.Value, minuend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Abs(Lane16 value) => new(Vector512.Abs(value.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Sign(Lane16 value)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Fixup(value.Value, value.Value, Vector512.Create(SignTable), 0));
        var signedOne = (value.Value & Vector512.Create(-0f)) | Vector512.Create(1f);
        var nonzero = Vector512.GreaterThan(Vector512.Abs(value.Value), Vector512<float>.Zero);
        return new(Vector512.ConditionalSelect(nonzero, signedOne, Vector512<float>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Max(Lane16 left, Lane16 right) => new(Vector512.Max(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Clamp(Lane16 value, Lane16 low, Lane16 high) => new(Vector512.ClampNative(value.Value, low.Value, high.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 PassAbove(Lane16 test, Lane16 limit, Lane16 value) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(test.Value, limit.Value), Vector512<float>.Zero, value.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 RoundToHalf(Lane16 value) => new(Widen(Narrow(value.Value) << 13));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 ToSingle(Lane16 value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadSingle(float* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 PickSingle(float* source, int* picks) =>
        new(Vector512.ShuffleNative(Vector512.Load(source), Vector512.Load(picks)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadHalf(ushort* source) =>
        new(Widen(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadScaledHalf(ushort* source) => new(Align(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 LoadRaisedHalf(ushort* source) => new(AlignSubnormals(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MultiplySubtract(Lane16 left, Lane16 right, Lane16 subtrahend) => new(Avx512F.IsSupported
        ? Avx512F.FusedMultiplySubtract(left.Value, right.Value, subtrahend.Value)
        : (left.Value * right.Value) - subtrahend.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Choose(Lane16 left, Lane16 right, Lane16 greater, Lane16 equal, Lane16 less) => new(Vector512.ConditionalSelect(
        Vector512.GreaterThan(left.Value, right.Value), greater.Value, Vector512.ConditionalSelect(Vector512.LessThan(left.Value, right.Value), less.Value, equal.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 SelectAboveHalf(ushort* source, Lane16 limit, Lane16 above, Lane16 below) =>
        new(SelectAbove(LoadShifted(source) << 3, limit, above, below));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SelectAboveHalfPair(
        ushort* source, Lane16 firstLimit, Lane16 secondLimit, Lane16 firstAbove, Lane16 secondAbove, Lane16 firstBelow, Lane16 secondBelow, out Lane16 first, out Lane16 second)
    {
        if (!Avx512BW.IsSupported)
        {
            first = SelectAboveHalf(source, firstLimit, firstAbove, firstBelow);
            second = SelectAboveHalf(source + Width, secondLimit, secondAbove, secondBelow);
            return;
        }

        // A half at an odd place has its neighbour behind it, which HalfBits.LimitAbove allows for.
        var halves = Vector512.Load((int*)source);
        first = new(SelectAbove(halves << 16, firstLimit, firstAbove, firstBelow));
        second = new(SelectAbove(halves, secondLimit, secondAbove, secondBelow));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSinglePair(float* source, out Lane16 first, out Lane16 second)
    {
        (first, second) = (LoadSingle(source), LoadSingle(source + Width));
        if (Avx512BW.IsSupported)
        {
            (first, second) = (
                new(Avx512F.PermuteVar16x32x2(first.Value, Vector512.CreateSequence(0, 2), second.Value)),
                new(Avx512F.PermuteVar16x32x2(first.Value, Vector512.CreateSequence(1, 2), second.Value)));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoublePair(double* destination, Lane16 first, Lane16 second)
    {
        if (Avx512BW.IsSupported)
        {
            (first, second) = (
                new(Avx512F.PermuteVar16x32x2(first.Value, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), second.Value)),
                new(Avx512F.PermuteVar16x32x2(first.Value, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), second.Value)));
        }

        StoreDouble(destination, first);
        StoreDouble(destination + Width, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MaxMagnitude(Lane16 left, Lane16 right) =>
        new(Avx512DQ.IsSupported
            ? Avx512DQ.Range(left.Value, right.Value, LargerMagnitude)
            : Vector512.Max(Vector512.Abs(left.Value), Vector512.Abs(right.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(double* destination, Lane16 value)
    {
        Vector512.Store(Vector512.WidenLower(value.Value), destination);
        Vector512.Store(Vector512.WidenUpper(value.Value), destination + Vector512<double>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, Lane16 value) => Vector512.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamSingle(float* destination, Lane16 value) => Vector512.StoreAlignedNonTemporal(value.Value, destination);

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

    /// <summary>Sign-extended halves, shifted to where a float has its exponent and fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> LoadShifted(ushort* source) => (Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source))
        : Vector512.WidenLower(Vector256.Load((short*)source).ToVector512Unsafe())) << 13;

    /// <summary>Shifted halves to floats; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(Vector512<int> shifted)
    {
        var special = Vector512.GreaterThan(shifted & Vector512.Create(0x7FFF << 13), Vector512.Create(0x7BFF << 13));
        return (AlignSubnormals(shifted) * Vector512.Create(HalfBits.SmallBiasShift)) | (special & Vector512.Create(HalfBits.Infinity)).AsSingle();
    }

    /// <summary>
    /// Shifted finite halves to floats of 2^-16 times their value; exact. Intel's multipliers take a hundred cycles over a subnormal float, so none appears here: the
    /// exponent is raised first, which gives a subnormal half a leading one too many, and that is subtracted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AlignSubnormals(Vector512<int> shifted)
    {
        var raised = ((shifted & Vector512.Create(unchecked((int)0x8FFFE000))) | Vector512.Create(HalfBits.RaisedExponent)).AsSingle();
        var smallest = Vector512.Create(HalfBits.SmallestRaised);
        // What a normal half has too much is itself, as its exponent field would have to be one less.
        var excess = Avx512DQ.IsSupported
            ? Avx512DQ.Range(raised, smallest, LargerMagnitudeSigned)
            : Vector512.Max(Vector512.Abs(raised), smallest) | (raised & Vector512.Create(-0f));
        // The sign of −0 is lost in the subtraction.
        return (raised + raised - excess) | (shifted.AsSingle() & Vector512.Create(-0f));
    }

    /// <summary>Compares what begins with a half as a float does; see <see cref="HalfBits.LimitAbove"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SelectAbove(Vector512<int> halves, Lane16 limit, Lane16 above, Lane16 below) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(halves.AsSingle(), limit.Value), above.Value, below.Value);

    /// <summary>Shifted finite halves to floats of 2^-112 times their value; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Align(Vector512<int> shifted) => (shifted & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle();

    /// <summary>Floats to sign-extended halves; as <see cref="HalfBits.FromSingle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Narrow(Vector512<float> values)
    {
        // 65536 and what rounds up to it become the half's infinity by themselves.
        var bounded = Avx512DQ.IsSupported
            ? Avx512DQ.Range(values, Vector512.Create(65536f), SmallerMagnitudeSigned)
            : Vector512.Min(Vector512.Abs(values), Vector512.Create(65536f)) | (values & Vector512.Create(-0f));
        var magnitude = Vector512.ConditionalSelect(
            Vector512.Equals(values, values).AsInt32(), Magnitude(RoundToPlace(bounded)), Vector512.Create(HalfBits.QuietNaN));
        return Vector512.ConditionalSelect(Vector512.Create(0x7FFF), magnitude, values.AsInt32() >> 16);
    }

    /// <summary>Floats below 65520 in magnitude to sign-extended halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> NarrowFinite(Vector512<float> values)
    {
        var rounded = RoundToPlace(values);
        return Vector512.ConditionalSelect(Vector512.Create(0x7FFF), Magnitude(rounded), rounded >> 16);
    }

    /// <summary>
    /// Rounds to the half's last place, to nearest even. Adding <see cref="HalfBits.PlaceFactor"/> times a value's power of two, with its sign, makes FP32 itself round
    /// there; below the smallest normal half that place stays where it is. The low bits then hold the value in units of that place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> RoundToPlace(Vector512<float> values, Vector512<float> smallest, Vector512<float> power, Vector512<float> placeFactor)
    {
        var atLeastSmallest = Avx512DQ.IsSupported
            ? Avx512DQ.Range(values, smallest, LargerMagnitudeSigned)
            : Vector512.Max(Vector512.Abs(values), smallest) | (values & Vector512.Create(-0f));
        return Vector512.FusedMultiplyAdd(atLeastSmallest & power, placeFactor, values).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> RoundToPlace(Vector512<float> values) => RoundToPlace(
        values, Vector512.Create(HalfBits.SmallestNormal).AsSingle(), Vector512.Create(int.MinValue | HalfBits.Infinity).AsSingle(), Vector512.Create(HalfBits.PlaceFactor));

    /// <summary>The half's exponent and fraction in the low 15 bits, from RoundToPlace: low word + 8·high word. Bit 15 is clear, the bits above are of no use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Magnitude(Vector512<int> rounded) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(rounded.AsInt16(), Vector512.Create(0x0008_0001).AsInt16())
        : rounded + (rounded >>> 13);

    /// <summary>Sign-extended halves side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pack(Vector512<int> halves) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Int16(halves)
        : Vector256.Narrow(halves.GetLower(), halves.GetUpper());
}
