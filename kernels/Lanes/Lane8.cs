using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of 8 floats in one 256-bit register.</summary>
/// <param name="value">The register.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly unsafe struct Lane8(Vector256<float> value) : ISimdLane<Lane8>
{
    /// <summary>Operand of VPBLENDW: the words at odd places from the second vector.</summary>
    private const byte OddWords = 0b1010_1010;

    /// <summary>The register.</summary>
    public Vector256<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value;
    }

    /// <inheritdoc/>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator +(Lane8 left, Lane8 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator -(Lane8 left, Lane8 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    public static Lane8 Clamp(Lane8 value, Lane8 low, Lane8 high) => new(Vector256.ClampNative(value.Value, low.Value, high.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 PassAbove(Lane8 test, Lane8 limit, Lane8 value) =>
        new(Vector256.AndNot(value.Value, Vector256.LessThanOrEqual(test.Value, limit.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 RoundToHalf(Lane8 value) => new(Widen(Narrow(value.Value) << 13));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 ToSingle(Lane8 value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadSingle(float* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 PickSingle(float* source, int* picks) =>
        new(Vector256.ShuffleNative(Vector256.Load(source), Vector256.Load(picks)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadHalf(ushort* source) =>
        new(Widen(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadScaledHalf(ushort* source) => new(Align(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 LoadRaisedHalf(ushort* source) => new(AlignSubnormals(LoadShifted(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalfPair(ushort* source, out Lane8 first, out Lane8 second)
    {
        LoadShiftedPair(source, out var even, out var odd);
        (first, second) = (new(Widen(even)), new(Widen(odd)));
    }

    /// <inheritdoc/>
    public static HalfConstants<Lane8> HalfConstantsInRegisters(float unscale) => HalfConstants(unscale);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<Lane8> HalfConstants(float unscale) => new(Broadcast(unscale));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledHalfPair(ushort* source, in HalfConstants<Lane8> constants, out Lane8 first, out Lane8 second)
    {
        LoadShiftedPair(source, out var even, out var odd);
        (first, second) = (new(Align(even)), new(Align(odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRaisedHalfPair(ushort* source, out Lane8 first, out Lane8 second)
    {
        LoadShiftedPair(source, out var even, out var odd);
        (first, second) = (new(AlignSubnormals(even)), new(AlignSubnormals(odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MultiplySubtract(Lane8 left, Lane8 right, Lane8 subtrahend) => new(Fma.IsSupported
        ? Fma.MultiplySubtract(left.Value, right.Value, subtrahend.Value)
        : (left.Value * right.Value) - subtrahend.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Choose(Lane8 left, Lane8 right, Lane8 greater, Lane8 equal, Lane8 less) => new(Vector256.ConditionalSelect(
        Vector256.GreaterThan(left.Value, right.Value), greater.Value, Vector256.ConditionalSelect(Vector256.LessThan(left.Value, right.Value), less.Value, equal.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 SelectAboveHalf(ushort* source, Lane8 limit, Lane8 above, Lane8 below) =>
        new(SelectAbove(LoadShifted(source) << 3, limit, above, below));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SelectAboveHalfPair(
        ushort* source, Lane8 firstLimit, Lane8 secondLimit, Lane8 firstAbove, Lane8 secondAbove, Lane8 firstBelow, Lane8 secondBelow, out Lane8 first, out Lane8 second)
    {
        if (!Avx2.IsSupported)
        {
            first = SelectAboveHalf(source, firstLimit, firstAbove, firstBelow);
            second = SelectAboveHalf(source + Width, secondLimit, secondAbove, secondBelow);
            return;
        }

        // A half at an odd place has its neighbour behind it, which HalfBits.LimitAbove allows for.
        var halves = Vector256.Load((int*)source);
        first = new(SelectAbove(halves << 16, firstLimit, firstAbove, firstBelow));
        second = new(SelectAbove(halves, secondLimit, secondAbove, secondBelow));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSinglePair(float* source, out Lane8 first, out Lane8 second)
    {
        (first, second) = (LoadSingle(source), LoadSingle(source + Width));
        if (Avx2.IsSupported)
            (first, second) = (new(EveryOther(first.Value, second.Value, 0b10_00_10_00)), new(EveryOther(first.Value, second.Value, 0b11_01_11_01)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoublePair(double* destination, Lane8 first, Lane8 second)
    {
        if (Avx2.IsSupported)
        {
            var (low, high) = (Avx.UnpackLow(first.Value, second.Value), Avx.UnpackHigh(first.Value, second.Value));
            (first, second) = (new(Avx.Permute2x128(low, high, 0x20)), new(Avx.Permute2x128(low, high, 0x31)));
        }

        StoreDouble(destination, first);
        StoreDouble(destination + Width, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MaxMagnitude(Lane8 left, Lane8 right) =>
        new(Vector256.Max(Vector256.Abs(left.Value), Vector256.Abs(right.Value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(double* destination, Lane8 value)
    {
        Vector256.Store(Vector256.WidenLower(value.Value), destination);
        Vector256.Store(Vector256.WidenUpper(value.Value), destination + Vector256<double>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, Lane8 value) => Vector256.Store(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamSingle(float* destination, Lane8 value) => Vector256.StoreAlignedNonTemporal(value.Value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(ushort* destination, Lane8 value) => Vector128.Store(Pack(Narrow(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalf(ushort* destination, Lane8 value) =>
        Vector128.Store(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalfPair(ushort* destination, Lane8 first, Lane8 second)
    {
        if (Avx2.IsSupported)
        {
            Vector256.Store(LowWords(Narrow(first.Value), Narrow(second.Value)), (short*)destination);
            return;
        }

        StoreHalf(destination, first);
        StoreHalf(destination + Width, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalfPair(ushort* destination, in HalfConstants<Lane8> constants, Lane8 first, Lane8 second) =>
        Vector256.Store(NarrowFinitePair(first.Value, second.Value), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalf(ushort* destination, Lane8 value) =>
        Vector128.StoreAlignedNonTemporal(Pack(NarrowFinite(value.Value)), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalfPair(ushort* destination, in HalfConstants<Lane8> constants, Lane8 first, Lane8 second) =>
        Vector256.StoreAlignedNonTemporal(NarrowFinitePair(first.Value, second.Value), (short*)destination);

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

    /// <summary>Sign-extended halves, shifted to where a float has its exponent and fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LoadShifted(ushort* source) => (Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32((short*)source)
        : Vector256.WidenLower(Vector128.Load((short*)source).ToVector256Unsafe())) << 13;

    /// <summary>As <see cref="LoadShifted"/>, the halves at even places and those at odd ones: a multiplication by 2^13 takes them apart, extends and shifts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadShiftedPair(ushort* source, out Vector256<int> even, out Vector256<int> odd)
    {
        if (!Avx2.IsSupported)
        {
            (even, odd) = (LoadShifted(source), LoadShifted(source + Width));
            return;
        }

        var halves = Vector256.Load((short*)source);
        even = Avx2.MultiplyAddAdjacent(halves, Vector256.Create(1 << 13).AsInt16());
        odd = Avx2.MultiplyAddAdjacent(halves, Vector256.Create(1 << 29).AsInt16());
    }

    /// <summary>Shifted halves to floats; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector256<int> shifted)
    {
        var special = Vector256.GreaterThan(shifted & Vector256.Create(0x7FFF << 13), Vector256.Create(0x7BFF << 13));
        return (AlignSubnormals(shifted) * Vector256.Create(HalfBits.SmallBiasShift)) | (special & Vector256.Create(HalfBits.Infinity)).AsSingle();
    }

    /// <summary>As in <see cref="Lane16"/>: floats of 2^-16 times the halves, without a subnormal float on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AlignSubnormals(Vector256<int> shifted)
    {
        var raised = ((shifted & Vector256.Create(0x0FFFE000)) | Vector256.Create(HalfBits.RaisedExponent)).AsSingle();
        var excess = Vector256.Max(raised.AsInt32(), Vector256.Create(HalfBits.SmallestRaised).AsInt32()).AsSingle();
        return (raised + raised - excess) | (shifted.AsSingle() & Vector256.Create(-0f));
    }

    /// <summary>Compares what begins with a half as a float does; see <see cref="HalfBits.LimitAbove"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SelectAbove(Vector256<int> halves, Lane8 limit, Lane8 above, Lane8 below) =>
        Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(halves.AsSingle(), limit.Value), above.Value, below.Value);

    /// <summary>Shifted finite halves to floats of 2^-112 times their value; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Align(Vector256<int> shifted) => (shifted & Vector256.Create(unchecked((int)0x8FFFE000))).AsSingle();

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

    /// <summary>Floats below 65520 in magnitude to halves in the order of <see cref="LoadShiftedPair"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> NarrowFinitePair(Vector256<float> even, Vector256<float> odd)
    {
        if (!Avx2.IsSupported)
            return Vector256.Create(Pack(NarrowFinite(even)), Pack(NarrowFinite(odd)));
        var (first, second) = (RoundToPlace(Vector256.Abs(even)), RoundToPlace(Vector256.Abs(odd)));
        // Low word + 8·high word, as in Magnitude, of both at once.
        var magnitudes = LowWords(first, second) + (HighWords(first, second) << 3);
        return magnitudes | (HighWords(even.AsInt32(), odd.AsInt32()) & Vector256.Create(short.MinValue));
    }

    /// <summary>The floats at even or at odd places of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EveryOther(Vector256<float> first, Vector256<float> second, [ConstantExpected] byte places) =>
        Avx2.Permute4x64(Avx.Shuffle(first, second, places).AsDouble(), 0b11_01_10_00).AsSingle();

    /// <summary>The low words of two vectors, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> LowWords(Vector256<int> even, Vector256<int> odd) =>
        Avx2.Blend(even.AsInt16(), (odd << 16).AsInt16(), OddWords);

    /// <summary>The high words of two vectors, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> HighWords(Vector256<int> even, Vector256<int> odd) =>
        Avx2.Blend((even >>> 16).AsInt16(), odd.AsInt16(), OddWords);

    /// <summary>
    /// Rounds magnitudes to the half's last place, to nearest even. Adding <see cref="HalfBits.PlaceFactor"/> times a value's power of two makes FP32 itself round
    /// there; below the smallest normal half that place stays where it is. The low bits then hold the value in units of that place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> RoundToPlace(Vector256<float> magnitudes)
    {
        var power = Vector256.Max(magnitudes.AsInt32() & Vector256.Create(HalfBits.Infinity), Vector256.Create(HalfBits.SmallestNormal));
        return Vector256.FusedMultiplyAdd(power.AsSingle(), Vector256.Create(HalfBits.PlaceFactor), magnitudes).AsInt32();
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
