using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>The <see cref="OrderKeys"/> of a smallest and a largest element, and where each stands first.</summary>
/// <param name="Smallest">Smallest key.</param>
/// <param name="Largest">Largest key.</param>
/// <param name="SmallestAt">Place of the first element that has the one.</param>
/// <param name="LargestAt">Place of the first that has the other.</param>
internal readonly unsafe record struct FirstEnds(int Smallest, int Largest, long SmallestAt, long LargestAt)
{
    /// <summary>Of no elements.</summary>
    public static FirstEnds None { get; } = new(int.MaxValue, int.MinValue, 0, 0);

    /// <summary>These, or those of elements behind them where they lie further out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FirstEnds Then(in FirstEnds next) => new(
        Math.Min(Smallest, next.Smallest), Math.Max(Largest, next.Largest),
        next.Smallest < Smallest ? next.SmallestAt : SmallestAt, next.Largest > Largest ? next.LargestAt : LargestAt);

    /// <summary>The same, with so many elements before them.</summary>
    public FirstEnds Behind(long elements) => this with { SmallestAt = SmallestAt + elements, LargestAt = LargestAt + elements };

    /// <summary>The ends of runs of elements; places count on from run to run.</summary>
    /// <param name="x">The first run.</param>
    /// <param name="length">Elements a run.</param>
    /// <param name="runs">Runs; a key can count their elements.</param>
    /// <param name="stride">Elements from one run to the next.</param>
    public static FirstEnds OfRuns<TKey>(TKey* x, long length, long runs, long stride)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        if (length >= Vector256<TKey>.Count)
            return OfLongRuns(x, length, runs, stride);
        var ends = None;
        var place = 0;
        for (long run = 0; run < runs; run++, x += stride)
        {
            for (long i = 0; i < length; i++, place++)
            {
                var key = int.CreateTruncating(OrderKeys.Key(x[i]));
                ends = ends.Then(new FirstEnds(key, key, place, place));
            }
        }

        return ends;
    }

    /// <summary>The ends of neighbouring columns, as many as a register has keys; places are rows.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows, one at least, which a key can count.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="extremes">Receives the ends of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumns<TKey>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = RegisterEnds<TKey>.None;
        var at = Vector256<TKey>.Zero;
        for (long row = 0; row < rows; row++, x += stride, at += Vector256<TKey>.One)
            ends.Take(Vector256.Load(x), at);
        ends.Store(extremes);
    }

    /// <summary>The same of twice as many columns, which fill a line of the cache.</summary>
    /// <inheritdoc cref="OfColumns"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumnPairs<TKey>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = RegisterEnds<TKey>.None;
        var right = RegisterEnds<TKey>.None;
        var at = Vector256<TKey>.Zero;
        for (long row = 0; row < rows; row++, x += stride, at += Vector256<TKey>.One)
        {
            ends.Take(Vector256.Load(x), at);
            right.Take(Vector256.Load(x + Vector256<TKey>.Count), at);
        }

        ends.Store(extremes);
        right.Store(extremes.From(Vector256<TKey>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static FirstEnds OfLongRuns<TKey>(TKey* x, long length, long runs, long stride)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = RegisterEnds<TKey>.None;
        var step = Vector256.Create(TKey.CreateTruncating(Vector256<TKey>.Count));
        var start = Vector256<TKey>.Indices;
        var lastOfRun = length - Vector256<TKey>.Count;
        for (long run = 0; run < runs; run++, x += stride, start += Vector256.Create(TKey.CreateTruncating(length)))
        {
            var last = x + lastOfRun;
            var at = start;
            for (var from = x; from < last; from += Vector256<TKey>.Count, at += step)
                ends.Take(Vector256.Load(from), at);
            // The last register overlaps its neighbour; what it has of that was looked at before.
            ends.Take(Vector256.Load(last), start + Vector256.Create(TKey.CreateTruncating(lastOfRun)));
        }

        return ends.Fold();
    }
}

/// <summary>The first ends of what passes in each element of a register.</summary>
internal struct RegisterEnds<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    private Vector256<TKey> smallest;
    private Vector256<TKey> largest;
    private Vector256<TKey> smallestAt;
    private Vector256<TKey> largestAt;

    /// <summary>Of no elements.</summary>
    public static RegisterEnds<TKey> None => new() { smallest = Vector256.Create(TKey.MaxValue), largest = Vector256.Create(TKey.MinValue) };

    /// <summary>Takes the bits of elements behind all others, and their places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(Vector256<TKey> bits, Vector256<TKey> at)
    {
        var keys = OrderKeys.Keys(bits);
        smallestAt = Vector256.ConditionalSelect(Vector256.LessThan(keys, smallest), at, smallestAt);
        largestAt = Vector256.ConditionalSelect(Vector256.GreaterThan(keys, largest), at, largestAt);
        smallest = Vector256.Min(smallest, keys);
        largest = Vector256.Max(largest, keys);
    }

    /// <summary>Stores the ends of each element of the register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Store(ChannelExtremes extremes)
    {
        OrderKeys.Store(smallest, extremes.Smallest);
        OrderKeys.Store(largest, extremes.Largest);
        OrderKeys.Store(smallestAt, extremes.SmallestAt);
        OrderKeys.Store(largestAt, extremes.LargestAt);
    }

    /// <summary>The ends of all together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly FirstEnds Fold()
    {
        var least = OrderKeys.LeastOf(smallest);
        var most = OrderKeys.MostOf(largest);
        // Of the elements that have the key, the one that stands first.
        var leastAt = OrderKeys.LeastOf(Vector256.ConditionalSelect(Vector256.Equals(smallest, Vector256.Create(least)), smallestAt, Vector256.Create(TKey.MaxValue)));
        var mostAt = OrderKeys.LeastOf(Vector256.ConditionalSelect(Vector256.Equals(largest, Vector256.Create(most)), largestAt, Vector256.Create(TKey.MaxValue)));
        return new FirstEnds(int.CreateTruncating(least), int.CreateTruncating(most), long.CreateTruncating(leastAt), long.CreateTruncating(mostAt));
    }
}
