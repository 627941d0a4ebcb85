using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Lanes;

/// <content>Pairs of lanes of halves, at even places and at odd ones.</content>
public readonly unsafe partial struct Lane16
{
    /// <summary>Multiplied by two halves side by side, leave the first or the second, extended and shifted to where a float has its exponent and fraction.</summary>
    private const uint EvenFactor = 1 << 13;
    private const uint OddFactor = 1 << 29;

    /// <summary>The bits of a float that a shifted half sets.</summary>
    private const uint HalfMask = 0x8FFF_E000;

    /// <summary>Sign and exponent of a float.</summary>
    private const uint PowerMask = 0xFF80_0000;

    /// <summary>The first of two halves, and both without their signs.</summary>
    private const uint LowWord = 0xFFFF;
    private const uint Magnitudes = 0x7FFF_7FFF;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<Lane16> HalfConstants(float unscale) => new(
        unscale: Broadcast(unscale),
        even: OfBits(EvenFactor),
        odd: OfBits(OddFactor),
        halfMask: OfBits(HalfMask),
        smallest: OfBits(HalfBits.SmallestNormal),
        powerMask: OfBits(PowerMask),
        placeFactor: Broadcast(HalfBits.PlaceFactor),
        lowWord: OfBits(LowWord),
        magnitudes: OfBits(Magnitudes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static HalfConstants<Lane16> HalfConstantsInRegisters(float unscale) => HalfConstants(unscale);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadHalfPair(ushort* source, out Lane16 first, out Lane16 second)
    {
        LoadShiftedPair(source, out var even, out var odd);
        (first, second) = (new(Widen(even)), new(Widen(odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledHalfPair(ushort* source, in HalfConstants<Lane16> constants, out Lane16 first, out Lane16 second)
    {
        LoadShiftedPair(source, constants.Even.Value.AsInt16(), constants.Odd.Value.AsInt16(), out var even, out var odd);
        (first, second) = (new(even.AsSingle() & constants.HalfMask.Value), new(odd.AsSingle() & constants.HalfMask.Value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRaisedHalfPair(ushort* source, out Lane16 first, out Lane16 second)
    {
        LoadShiftedPair(source, out var even, out var odd);
        (first, second) = (new(AlignSubnormals(even)), new(AlignSubnormals(odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalfPair(ushort* destination, Lane16 first, Lane16 second)
    {
        if (Avx512BW.IsSupported)
        {
            Vector512.Store(LowWords(Vector512.Create((int)LowWord), Narrow(first.Value), Narrow(second.Value)), (short*)destination);
            return;
        }

        StoreHalf(destination, first);
        StoreHalf(destination + Width, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteHalfPair(ushort* destination, in HalfConstants<Lane16> constants, Lane16 first, Lane16 second) =>
        Vector512.Store(NarrowFinitePair(constants, first.Value, second.Value), (short*)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamFiniteHalfPair(ushort* destination, in HalfConstants<Lane16> constants, Lane16 first, Lane16 second) =>
        Vector512.StoreAlignedNonTemporal(NarrowFinitePair(constants, first.Value, second.Value), (short*)destination);

    /// <summary>As <see cref="LoadShifted"/>, the halves at even places and those at odd ones: a multiplication by 2^13 takes them apart, extends and shifts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadShiftedPair(ushort* source, Vector512<short> evenFactor, Vector512<short> oddFactor, out Vector512<int> even, out Vector512<int> odd)
    {
        if (!Avx512BW.IsSupported)
        {
            (even, odd) = (LoadShifted(source), LoadShifted(source + Width));
            return;
        }

        var halves = Vector512.Load((short*)source);
        even = Avx512BW.MultiplyAddAdjacent(halves, evenFactor);
        odd = Avx512BW.MultiplyAddAdjacent(halves, oddFactor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadShiftedPair(ushort* source, out Vector512<int> even, out Vector512<int> odd) =>
        LoadShiftedPair(source, Vector512.Create(EvenFactor).AsInt16(), Vector512.Create(OddFactor).AsInt16(), out even, out odd);

    /// <summary>Floats below 65520 in magnitude to halves in the order of LoadShiftedPair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> NarrowFinitePair(in HalfConstants<Lane16> constants, Vector512<float> even, Vector512<float> odd)
    {
        if (!Avx512BW.IsSupported)
            return Vector512.Create(Pack(NarrowFinite(even)), Pack(NarrowFinite(odd)));
        var first = RoundToPlace(even, constants.Smallest.Value, constants.PowerMask.Value, constants.PlaceFactor.Value);
        var second = RoundToPlace(odd, constants.Smallest.Value, constants.PowerMask.Value, constants.PlaceFactor.Value);
        var lowWords = constants.LowWord.Value.AsInt32();
        // Low word + 8·high word, as in Magnitude, of both at once.
        var high = Vector512.ConditionalSelect(lowWords, first >>> 16, second).AsInt16();
        return Vector512.ConditionalSelect(constants.Magnitudes.Value.AsInt16(), LowWords(lowWords, first, second) + (high << 3), high);
    }

    /// <summary>The low words of two vectors, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> LowWords(Vector512<int> lowWords, Vector512<int> even, Vector512<int> odd) =>
        Vector512.ConditionalSelect(lowWords, even, odd << 16).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane16 OfBits(uint bits) => new(Vector512.Create(bits).AsSingle());
}
