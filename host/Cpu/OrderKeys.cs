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

    /// <summary>Narrows the range [smallest, largest] to none or widens it to runs of elements.</summary>
    /// <param name="x">The first run.</param>
    /// <param name="length">Elements a run.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="stride">Elements from one run to the next.</param>
    /// <param name="smallest">Smallest key so far.</param>
    /// <param name="largest">Largest key so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Widen<TKey>(TKey* x, long length, long runs, long stride, ref int smallest, ref int largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var low = Vector256.Create(TKey.MaxValue);
        var high = Vector256.Create(TKey.MinValue);
        var (least, most) = (TKey.MaxValue, TKey.MinValue);
        for (long run = 0; run < runs; run++, x += stride)
        {
            if (length < Vector256<TKey>.Count)
            {
                for (long i = 0; i < length; i++)
                {
                    var key = Key(x[i]);
                    (least, most) = (TKey.Min(least, key), TKey.Max(most, key));
                }

                continue;
            }

            // The last register overlaps its neighbour, which does no harm to extremes.
            var last = length - Vector256<TKey>.Count;
            var tail = Keys(x + last);
            low = Vector256.Min(low, tail);
            high = Vector256.Max(high, tail);
            for (long i = 0; i < last; i += Vector256<TKey>.Count)
            {
                var keys = Keys(x + i);
                low = Vector256.Min(low, keys);
                high = Vector256.Max(high, keys);
            }
        }

        var lows = stackalloc TKey[2 * Vector256<TKey>.Count];
        var highs = lows + Vector256<TKey>.Count;
        Vector256.Store(low, lows);
        Vector256.Store(high, highs);
        for (var i = 0; i < Vector256<TKey>.Count; i++)
            (least, most) = (TKey.Min(least, lows[i]), TKey.Max(most, highs[i]));
        smallest = Math.Min(smallest, int.CreateTruncating(least));
        largest = Math.Max(largest, int.CreateTruncating(most));
    }

    /// <summary>Index of the first element with a key; −1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static long IndexOf<TKey>(TKey* x, long length, TKey wanted)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var all = Vector256.Create(wanted);
        var last = length - Vector256<TKey>.Count;
        for (long i = 0; last >= 0 && i < length; i += Vector256<TKey>.Count)
        {
            // What the last register has of its neighbour was looked at before.
            var start = Math.Min(i, last);
            var found = Vector256.Equals(Keys(x + start), all).ExtractMostSignificantBits();
            if (found != 0)
                return start + BitOperations.TrailingZeroCount(found);
        }

        for (long i = 0; last < 0 && i < length; i++)
        {
            if (Key(x[i]) == wanted)
                return i;
        }

        return -1;
    }

    /// <summary>Widens the ranges of neighbouring columns, as many as a register has keys, to rows of them.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="smallest">Smallest key of each column so far.</param>
    /// <param name="largest">Largest key of each column so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WidenColumns<TKey>(TKey* x, long rows, long stride, TKey* smallest, TKey* largest)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var low = Vector256.Load(smallest);
        var high = Vector256.Load(largest);
        for (long row = 0; row < rows; row++, x += stride)
        {
            var keys = Keys(x);
            low = Vector256.Min(low, keys);
            high = Vector256.Max(high, keys);
        }

        Vector256.Store(low, smallest);
        Vector256.Store(high, largest);
    }

    /// <summary>The first row in which any of neighbouring columns has one of two keys; rows where there is none.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="first">A key of each column.</param>
    /// <param name="second">Another.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static long RowOf<TKey>(TKey* x, long rows, long stride, TKey* first, TKey* second)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var firsts = Vector256.Load(first);
        var seconds = Vector256.Load(second);
        for (long row = 0; row < rows; row++, x += stride)
        {
            var keys = Keys(x);
            if ((Vector256.Equals(keys, firsts) | Vector256.Equals(keys, seconds)) != Vector256<TKey>.Zero)
                return row;
        }

        return rows;
    }

    /// <summary>The key of an element's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Key<TKey>(TKey bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        TKey.IsNegative(bits) ? -(bits & TKey.MaxValue) : bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TKey> Keys<TKey>(TKey* x)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var bits = Vector256.Load(x);
        // All ones where negative: then the magnitude is negated.
        var negative = bits >> (8 * sizeof(TKey) - 1);
        return ((bits & Vector256.Create(TKey.MaxValue)) ^ negative) - negative;
    }
}
