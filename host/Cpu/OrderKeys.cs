using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormGpu.Kernels.Float16;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Integers in the order of the floats whose bits they come from: smallest and largest elements need no conversion. 0 and −0 have one key; NaN lies beyond
/// the infinities, on either side.
/// </summary>
internal static unsafe class OrderKeys
{
    /// <summary>The value of a key.</summary>
    public static float Value<TElement>(int key)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            return HalfBits.ToSingle((ushort)(key < 0 ? 0x8000 | -key : key));
        return BitConverter.Int32BitsToSingle(key < 0 ? int.MinValue | -key : key);
    }

    /// <summary>Whether a key is that of an element that is not NaN.</summary>
    public static bool IsNumber<TElement>(int key)
        where TElement : struct, IElement
    {
        var infinity = TElement.Size == sizeof(short) ? BitConverter.HalfToInt16Bits(Half.PositiveInfinity) : BitConverter.SingleToInt32Bits(float.PositiveInfinity);
        return (uint)(key + infinity) <= 2 * (uint)infinity;
    }

    /// <summary>The key of an element's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Key<TKey>(TKey bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        TKey.IsNegative(bits) ? -(bits & TKey.MaxValue) : bits;

    /// <summary>The ends of runs of elements; places count on from run to run.</summary>
    /// <param name="x">The first run.</param>
    /// <param name="length">Elements a run.</param>
    /// <param name="runs">Runs; if places are wanted, a key can count their elements.</param>
    /// <param name="stride">Elements from one run to the next.</param>
    public static FirstEnds OfRuns<TKey, TPlaces>(TKey* x, long length, long runs, long stride)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        if (Vector512.IsHardwareAccelerated && length >= KeyRegister512<TKey>.Width)
            return OfLongRuns<KeyRegister512<TKey>, TKey, TPlaces>(x, length, runs, stride);
        if (length >= KeyRegister256<TKey>.Width)
            return OfLongRuns<KeyRegister256<TKey>, TKey, TPlaces>(x, length, runs, stride);
        var ends = FirstEnds.None;
        var place = 0;
        for (long run = 0; run < runs; run++, x += stride)
        {
            for (long i = 0; i < length; i++, place++)
                ends = ends.Then(FirstEnds.Of(int.CreateTruncating(Key(x[i])), place));
        }

        return ends;
    }

    /// <summary>The ends of neighbouring columns, as many as a register has keys; places are rows.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows, one at least; if places are wanted, a key can count them.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="extremes">Receives the ends of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumns<TRegister, TKey, TPlaces>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var ends = RegisterEnds<TRegister, TKey, TPlaces>.None;
        var at = TRegister.Broadcast(TKey.Zero);
        var step = TRegister.Broadcast(TKey.One);
        for (long row = 0; row < rows; row++, x += stride, at += step)
            ends.Take(TRegister.Load(x), at);
        ends.Store(extremes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static FirstEnds OfLongRuns<TRegister, TKey, TPlaces>(TKey* x, long length, long runs, long stride)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var ends = RegisterEnds<TRegister, TKey, TPlaces>.None;
        var start = TRegister.Indices;
        var step = TRegister.Broadcast(TKey.CreateTruncating(TRegister.Width));
        var runStep = TRegister.Broadcast(TKey.CreateTruncating(length));
        var lastOfRun = length - TRegister.Width;
        var lastStep = TRegister.Broadcast(TKey.CreateTruncating(lastOfRun));
        for (long run = 0; run < runs; run++, x += stride, start += runStep)
        {
            var last = x + lastOfRun;
            var at = start;
            for (var from = x; from < last; from += TRegister.Width, at += step)
                ends.Take(TRegister.Load(from), at);
            // The last register overlaps its neighbour; what it has of that was looked at before.
            ends.Take(TRegister.Load(last), start + lastStep);
        }

        return ends.Fold();
    }
}
