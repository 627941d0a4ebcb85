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
    /// <summary>The key of no element, in 32 bits and in any type.</summary>
    public const int None = int.MinValue;

    /// <summary>Rows that a search looks at before it asks whether all is found.</summary>
    private const int RowsAtOnce = 32;

    /// <summary>The value of a key.</summary>
    public static float Value<TElement>(int key)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            return HalfBits.ToSingle((ushort)(key < 0 ? 0x8000 | -key : key));
        return BitConverter.Int32BitsToSingle(key < 0 ? int.MinValue | -key : key);
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
            var found = Vector256.Equals(Keys(Vector256.Load(x + start)), all).ExtractMostSignificantBits();
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

    /// <summary>The ranges of neighbouring columns, as many as a register has keys, over one row or more.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="smallest">Receives the smallest key of each column.</param>
    /// <param name="largest">Receives the largest key of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumns<TKey>(TKey* x, long rows, long stride, TKey* smallest, TKey* largest)
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

        Vector256.Store(Smallest(least, steepest ^ sign), smallest);
        Vector256.Store(Largest(least, most), largest);
    }

    /// <summary>The first row in which each of neighbouring columns, as many as a register has keys, has one key, and another; −1 where there is none.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows, which a key can count.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="first">A key of each column.</param>
    /// <param name="second">Another.</param>
    /// <param name="firstAt">Receives the row of the one in each column.</param>
    /// <param name="secondAt">Receives that of the other.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void RowsOf<TKey>(TKey* x, long rows, long stride, TKey* first, TKey* second, TKey* firstAt, TKey* secondAt)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var firsts = Vector256.Load(first);
        var seconds = Vector256.Load(second);
        var firstsAt = Vector256<TKey>.AllBitsSet;
        var secondsAt = Vector256<TKey>.AllBitsSet;
        for (long begin = 0; begin < rows && Vector256.LessThanAny((firstsAt & ~IsNone(firsts)) | (secondsAt & ~IsNone(seconds)), Vector256<TKey>.Zero); begin += RowsAtOnce)
        {
            var end = Math.Min(begin + RowsAtOnce, rows);
            var at = Vector256.Create(TKey.CreateTruncating(end));
            // What an earlier step found stays; within one, the first of several rows comes last.
            var (firstsHere, secondsHere) = (Vector256<TKey>.AllBitsSet, Vector256<TKey>.AllBitsSet);
            for (var row = end - 1; row >= begin; row--)
            {
                at -= Vector256<TKey>.One;
                var keys = Keys(Vector256.Load(x + row * stride));
                firstsHere = Vector256.ConditionalSelect(Vector256.Equals(keys, firsts), at, firstsHere);
                secondsHere = Vector256.ConditionalSelect(Vector256.Equals(keys, seconds), at, secondsHere);
            }

            firstsAt = Vector256.ConditionalSelect(Vector256.LessThan(firstsAt, Vector256<TKey>.Zero), firstsHere, firstsAt);
            secondsAt = Vector256.ConditionalSelect(Vector256.LessThan(secondsAt, Vector256<TKey>.Zero), secondsHere, secondsAt);
        }

        Vector256.Store(firstsAt, firstAt);
        Vector256.Store(secondsAt, secondAt);
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

        smallest = Math.Min(smallest, LeastOf(Smallest(least, steepest ^ sign)));
        largest = Math.Max(largest, -LeastOf(-Largest(least, most)));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LeastOf<TKey>(Vector256<TKey> keys)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var half = Vector128.Min(keys.GetLower(), keys.GetUpper());
        // What is shifted in from above is 0, in elements that nobody uses.
        half = Vector128.Min(half, (half.AsUInt64() >> 32).As<ulong, TKey>());
        if (sizeof(TKey) == sizeof(short))
            half = Vector128.Min(half, (half.AsUInt64() >> 16).As<ulong, TKey>());
        return int.CreateTruncating(TKey.Min(half.GetElement(0), half.GetElement(Vector128<TKey>.Count / 2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TKey> IsNone<TKey>(Vector256<TKey> keys)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> => Vector256.Equals(keys, Vector256.Create(TKey.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TKey> Keys<TKey>(Vector256<TKey> bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        // All ones where negative: then the magnitude is negated.
        var negative = bits >> (8 * sizeof(TKey) - 1);
        return ((bits & Vector256.Create(TKey.MaxValue)) ^ negative) - negative;
    }
}
