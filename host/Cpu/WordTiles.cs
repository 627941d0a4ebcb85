using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Square tiles of 32-bit words, as many rows as a lane is wide, transposed in registers.</summary>
internal static unsafe class WordTiles
{
    /// <summary>Whether there are instructions for it. If so, the pairs of <see cref="ISumLane{TSelf}.LoadHalfPair"/> are even and odd places.</summary>
    public static bool AreSupported<TLane>()
        where TLane : struct, ISimdLane<TLane> => TLane.Width == Lane16.Width ? Avx512BW.IsSupported : Avx2.IsSupported;

    /// <summary>Row r, word c of the source goes to row c, word r of the destination.</summary>
    /// <param name="source">First row.</param>
    /// <param name="sourceStride">Bytes from row to row.</param>
    /// <param name="destination">First row; no part of the source.</param>
    /// <param name="destinationStride">Bytes from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose<TLane>(void* source, long sourceStride, void* destination, long destinationStride)
        where TLane : struct, ISimdLane<TLane>
    {
        if (TLane.Width == Lane16.Width)
            TransposeSixteen((byte*)source, sourceStride, (byte*)destination, destinationStride);
        else
            TransposeEight((byte*)source, sourceStride, (byte*)destination, destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransposeSixteen(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        Quarters(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        Quarters(source + 4 * sourceStride, sourceStride, out var b0, out var b1, out var b2, out var b3);
        Quarters(source + 8 * sourceStride, sourceStride, out var c0, out var c1, out var c2, out var c3);
        Quarters(source + 12 * sourceStride, sourceStride, out var d0, out var d1, out var d2, out var d3);
        StoreQuarters(a0, b0, c0, d0, destination, 4 * destinationStride);
        StoreQuarters(a1, b1, c1, d1, destination + destinationStride, 4 * destinationStride);
        StoreQuarters(a2, b2, c2, d2, destination + 2 * destinationStride, 4 * destinationStride);
        StoreQuarters(a3, b3, c3, d3, destination + 3 * destinationStride, 4 * destinationStride);
    }

    /// <summary>Four rows, of which each 128 bits are transposed: quarter q of columnI is word 4q + I of the four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        byte* rows, long stride, out Vector512<long> column0, out Vector512<long> column1, out Vector512<long> column2, out Vector512<long> column3)
    {
        var (row0, row1) = (Vector512.Load((int*)rows), Vector512.Load((int*)(rows + stride)));
        var (row2, row3) = (Vector512.Load((int*)(rows + 2 * stride)), Vector512.Load((int*)(rows + 3 * stride)));
        var (low01, high01) = (Avx512F.UnpackLow(row0, row1).AsInt64(), Avx512F.UnpackHigh(row0, row1).AsInt64());
        var (low23, high23) = (Avx512F.UnpackLow(row2, row3).AsInt64(), Avx512F.UnpackHigh(row2, row3).AsInt64());
        column0 = Avx512F.UnpackLow(low01, low23);
        column1 = Avx512F.UnpackHigh(low01, low23);
        column2 = Avx512F.UnpackLow(high01, high23);
        column3 = Avx512F.UnpackHigh(high01, high23);
    }

    /// <summary>Stores quarter q of each of four vectors as row q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(Vector512<long> a, Vector512<long> b, Vector512<long> c, Vector512<long> d, byte* rows, long stride)
    {
        const byte Even = 0b10_00_10_00;
        const byte Odd = 0b11_01_11_01;
        var (evenAb, oddAb) = (Avx512F.Shuffle4x128(a, b, Even), Avx512F.Shuffle4x128(a, b, Odd));
        var (evenCd, oddCd) = (Avx512F.Shuffle4x128(c, d, Even), Avx512F.Shuffle4x128(c, d, Odd));
        Avx512F.Shuffle4x128(evenAb, evenCd, Even).Store((long*)rows);
        Avx512F.Shuffle4x128(oddAb, oddCd, Even).Store((long*)(rows + stride));
        Avx512F.Shuffle4x128(evenAb, evenCd, Odd).Store((long*)(rows + 2 * stride));
        Avx512F.Shuffle4x128(oddAb, oddCd, Odd).Store((long*)(rows + 3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransposeEight(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        Halves(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        Halves(source + 4 * sourceStride, sourceStride, out var b0, out var b1, out var b2, out var b3);
        StoreHalves(a0, b0, destination, 4 * destinationStride);
        StoreHalves(a1, b1, destination + destinationStride, 4 * destinationStride);
        StoreHalves(a2, b2, destination + 2 * destinationStride, 4 * destinationStride);
        StoreHalves(a3, b3, destination + 3 * destinationStride, 4 * destinationStride);
    }

    /// <summary>Four rows, of which each 128 bits are transposed: half h of columnI is word 4h + I of the four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(
        byte* rows, long stride, out Vector256<long> column0, out Vector256<long> column1, out Vector256<long> column2, out Vector256<long> column3)
    {
        var (row0, row1) = (Vector256.Load((int*)rows), Vector256.Load((int*)(rows + stride)));
        var (row2, row3) = (Vector256.Load((int*)(rows + 2 * stride)), Vector256.Load((int*)(rows + 3 * stride)));
        var (low01, high01) = (Avx2.UnpackLow(row0, row1).AsInt64(), Avx2.UnpackHigh(row0, row1).AsInt64());
        var (low23, high23) = (Avx2.UnpackLow(row2, row3).AsInt64(), Avx2.UnpackHigh(row2, row3).AsInt64());
        column0 = Avx2.UnpackLow(low01, low23);
        column1 = Avx2.UnpackHigh(low01, low23);
        column2 = Avx2.UnpackLow(high01, high23);
        column3 = Avx2.UnpackHigh(high01, high23);
    }

    /// <summary>Stores half h of both vectors as row h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(Vector256<long> a, Vector256<long> b, byte* rows, long stride)
    {
        const byte Low = 0b0010_0000;
        const byte High = 0b0011_0001;
        Avx2.Permute2x128(a, b, Low).Store((long*)rows);
        Avx2.Permute2x128(a, b, High).Store((long*)(rows + stride));
    }
}
