using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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

    /// <summary>Widens a range of keys to runs of elements.</summary>
    /// <param name="x">The first run.</param>
    /// <param name="length">Elements a run.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="stride">Elements from one run to the next.</param>
    /// <param name="smallest">Smallest key so far.</param>
    /// <param name="largest">Largest key so far.</param>
    public static void Widen<TKey>(TKey* x, long length, long runs, long stride, ref int smallest, ref int largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        if (length >= Vector256<TKey>.Count)
        {
            WidenToLongRuns(x, length, runs, stride, ref smallest, ref largest);
            return;
        }

        for (long run = 0; run < runs; run++, x += stride)
        {
            for (long i = 0; i < length; i++)
            {
                var key = int.CreateTruncating(Key(x[i]));
                (smallest, largest) = (Math.Min(smallest, key), Math.Max(largest, key));
            }
        }
    }

    /// <summary>The ranges of neighbouring columns, as many as a register has keys, over one row or more.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="extremes">Receives the smallest and largest key of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumns<TKey>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var sign = Vector256.Create(TKey.MinValue);
        var most = Vector256.Load(x);
        var least = most;
        var steepest = most ^ sign;
        for (long row = 1; row < rows; row++)
        {
            var bits = Vector256.Load(x + row * stride);
            most = Vector256.Max(most, bits);
            least = Vector256.Min(least, bits);
            steepest = Vector256.Max(steepest, bits ^ sign);
        }

        Store(Smallest(least, steepest ^ sign), extremes.Smallest);
        Store(Largest(least, most), extremes.Largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WidenToLongRuns<TKey>(TKey* x, long length, long runs, long stride, ref int smallest, ref int largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var sign = Vector256.Create(TKey.MinValue);
        var most = Vector256.Load(x);
        var least = most;
        var steepest = most ^ sign;
        for (long run = 0; run < runs; run++, x += stride)
        {
            // The last register overlaps its neighbour, which does no harm to extremes.
            var end = x + length - Vector256<TKey>.Count;
            var tail = Vector256.Load(end);
            most = Vector256.Max(most, tail);
            least = Vector256.Min(least, tail);
            steepest = Vector256.Max(steepest, tail ^ sign);
            for (var from = x; from < end; from += Vector256<TKey>.Count)
            {
                var bits = Vector256.Load(from);
                most = Vector256.Max(most, bits);
                least = Vector256.Min(least, bits);
                steepest = Vector256.Max(steepest, bits ^ sign);
            }
        }

        smallest = Math.Min(smallest, int.CreateTruncating(LeastOf(Smallest(least, steepest ^ sign))));
        largest = Math.Max(largest, int.CreateTruncating(MostOf(Largest(least, most))));
    }

    /// <summary>Of integers that are bits of floats: the key of the smallest, from the least one and, without its sign, the greatest one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TKey> Smallest<TKey>(Vector256<TKey> least, Vector256<TKey> steepest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        // Among negative floats the largest magnitude is the smallest; without one all bits are in order.
        Vector256.ConditionalSelect(Vector256.LessThan(steepest, Vector256<TKey>.Zero), Keys(steepest), least);

    /// <summary>Likewise the key of the largest, from the least and the greatest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TKey> Largest<TKey>(Vector256<TKey> least, Vector256<TKey> most)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        Vector256.ConditionalSelect(Vector256.LessThan(most, Vector256<TKey>.Zero), Keys(least), most);

    /// <summary>The greatest of a register's integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey MostOf<TKey>(Vector256<TKey> keys)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> => ~LeastOf(~keys);

    /// <summary>The least of a register's integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey LeastOf<TKey>(Vector256<TKey> keys)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var half = Vector128.Min(keys.GetLower(), keys.GetUpper());
        if (sizeof(TKey) == sizeof(short) && Sse41.IsSupported)
        {
            // It compares without sign.
            var sign = Vector128.Create((ushort)0x8000);
            return (Sse41.MinHorizontal(half.AsUInt16() ^ sign) ^ sign).As<ushort, TKey>().GetElement(0);
        }

        // What is shifted in from above is 0, in elements that nobody uses.
        half = Vector128.Min(half, (half.AsUInt64() >> 32).As<ulong, TKey>());
        if (sizeof(TKey) == sizeof(short))
            half = Vector128.Min(half, (half.AsUInt64() >> 16).As<ulong, TKey>());
        return TKey.Min(half.GetElement(0), half.GetElement(Vector128<TKey>.Count / 2));
    }

    /// <summary>Stores integers in 32 bits each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TKey>(Vector256<TKey> integers, int* destination)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        if (sizeof(TKey) == sizeof(short))
        {
            var (lower, upper) = Vector256.Widen(integers.AsInt16());
            Vector256.Store(lower, destination);
            Vector256.Store(upper, destination + Vector256<int>.Count);
        }
        else
        {
            Vector256.Store(integers.AsInt32(), destination);
        }
    }

    /// <summary>The keys of elements' bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TKey> Keys<TKey>(Vector256<TKey> bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        // All ones where negative: then the magnitude is negated.
        var negative = bits >> (8 * sizeof(TKey) - 1);
        return ((bits & Vector256.Create(TKey.MaxValue)) ^ negative) - negative;
    }
}
