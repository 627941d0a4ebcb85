using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and the largest element of runs of neighbouring elements.</summary>
internal static unsafe class RunEnds
{
    /// <summary>Channels that are taken at a time.</summary>
    public const int MostChannels = 32;

    /// <summary>Elements that are worth putting together: those of a register at least, and of a block of channels-first segments at most.</summary>
    private const long FewestPacked = 16;
    private const int MostPacked = (int)BlockPlan.RowsPerBlock * 16;

    /// <summary>The ends of the runs of some channels; places count on from run to run.</summary>
    /// <param name="x">The first run of the first channel.</param>
    /// <param name="runs">The runs of each.</param>
    /// <param name="channels">Channels, <see cref="MostChannels"/> at most.</param>
    /// <param name="apart">Elements from one channel to the next.</param>
    /// <param name="extremes">Receives the ends of each channel.</param>
    [SkipLocalsInit]
    public static void Take<TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var elements = runs.Length * runs.Count;
        if (runs.Length >= KeyRegister256<TKey>.Width)
        {
            TakeLong<TKey, TPlaces>(x, runs, channels, apart, extremes);
        }
        else if (elements is >= FewestPacked and <= MostPacked)
        {
            // Runs shorter than a register are put together.
            var packed = stackalloc TKey[MostPacked];
            var atOnce = (int)Math.Min(channels, MostPacked / elements);
            for (var first = 0; first < channels; first += atOnce)
            {
                var to = packed;
                var past = Math.Min(first + atOnce, channels);
                for (var channel = first; channel < past; channel++)
                {
                    var from = x + channel * apart;
                    for (long run = 0; run < runs.Count; run++, from += runs.Stride, to += runs.Length)
                        Unsafe.CopyBlockUnaligned(to, from, (uint)(runs.Length * sizeof(TKey)));
                }

                TakeLong<TKey, TPlaces>(packed, new KeyRuns(elements, 1, elements), past - first, elements, extremes.From(first));
            }
        }
        else
        {
            for (var channel = 0; channel < channels; channel++)
                extremes.Set(channel, OneByOne(x + channel * apart, runs));
        }
    }

    private static FirstEnds OneByOne<TKey>(TKey* x, KeyRuns runs)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = FirstEnds.None;
        var place = 0;
        for (long run = 0; run < runs.Count; run++, x += runs.Stride)
        {
            for (long i = 0; i < runs.Length; i++, place++)
                ends = ends.Then(FirstEnds.Of(int.CreateTruncating(OrderKeys.Key(x[i])), place));
        }

        return ends;
    }

    /// <summary>The same of runs that are as long as a register at least.</summary>
    private static void TakeLong<TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        if (Vector512.IsHardwareAccelerated && runs.Length >= KeyRegister512<TKey>.Width)
            TakeLong<KeyRegister512<TKey>, TKey, TPlaces>(x, runs, channels, apart, extremes);
        else
            TakeLong<KeyRegister256<TKey>, TKey, TPlaces>(x, runs, channels, apart, extremes);
    }

    private static void TakeLong<TRegister, TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        if (!TryTake<TRegister, TKey, SignedOrder, TPlaces>(x, runs, channels, apart, extremes))
            TryTake<TRegister, TKey, KeyOrder, TPlaces>(x, runs, channels, apart, extremes);
    }

    /// <summary>The same in one of the orders.</summary>
    /// <returns>Whether it is right for these elements; what was received means nothing elsewhere.</returns>
    [SkipLocalsInit]
    private static bool TryTake<TRegister, TKey, TOrder, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
        where TPlaces : struct, IPlaces
    {
        var smallest = stackalloc TKey[MostChannels];
        var largest = stackalloc TKey[MostChannels];
        if (runs.Length <= 2 * TRegister.Width)
            OfTwoRegisters<TRegister, TKey, TOrder>(x, runs, channels, apart, smallest, largest);
        else if (runs.Length <= EndPlaces.MostInShortRun)
            OfLongRuns<TRegister, TKey, TOrder, WithoutPlaces>(x, runs, channels, apart, smallest, largest, extremes);
        else
            OfLongRuns<TRegister, TKey, TOrder, TPlaces>(x, runs, channels, apart, smallest, largest, extremes);
        StoreKeys<TRegister, TKey, TOrder>(smallest, channels, extremes.Smallest);
        StoreKeys<TRegister, TKey, TOrder>(largest, channels, extremes.Largest);
        if (!TOrder.IsGeneral && !extremes.HaveBothSigns(channels))
            return false;
        if (TPlaces.Wanted)
            EndPlaces.Find<TRegister, TKey, TOrder>(x, runs, channels, apart, smallest, largest, extremes);
        return true;
    }

    /// <summary>Of runs of two registers at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OfTwoRegisters<TRegister, TKey, TOrder>(TKey* x, KeyRuns runs, int channels, long apart, TKey* smallest, TKey* largest)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        // The second register overlaps the first.
        var second = runs.Length - TRegister.Width;
        for (var channel = 0; channel < channels; channel++, x += apart)
        {
            var (front, back) = (TOrder.Ordered<TRegister, TKey>(TRegister.Load(x)), TOrder.Ordered<TRegister, TKey>(TRegister.Load(x + second)));
            var (lower, upper) = (TOrder.Smaller<TRegister, TKey>(front, back), TRegister.Max(front, back));
            var from = x;
            for (var run = runs.Count - 1; run > 0; run--)
            {
                from += runs.Stride;
                (front, back) = (TOrder.Ordered<TRegister, TKey>(TRegister.Load(from)), TOrder.Ordered<TRegister, TKey>(TRegister.Load(from + second)));
                lower = TOrder.Smaller<TRegister, TKey>(TOrder.Smaller<TRegister, TKey>(lower, front), back);
                upper = TRegister.Max(TRegister.Max(upper, front), back);
            }

            smallest[channel] = TOrder.Smallest<TRegister, TKey>(lower);
            largest[channel] = TRegister.Most(upper);
        }
    }

    /// <summary>Of longer ones, with the run that has an end first for its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OfLongRuns<TRegister, TKey, TOrder, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, TKey* smallest, TKey* largest, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
        where TPlaces : struct, IPlaces
    {
        var step = TRegister.Broadcast(TKey.One);
        // The last register of a run overlaps its neighbour.
        var last = runs.Length - TRegister.Width;
        for (var channel = 0; channel < channels; channel++)
        {
            var from = x + channel * apart;
            var ends = RegisterEnds<TRegister, TKey, TOrder, TPlaces>.Of(TOrder.Ordered<TRegister, TKey>(TRegister.Load(from)));
            var at = TRegister.Broadcast(TKey.Zero);
            for (var run = runs.Count; run > 0; run--, from += runs.Stride, at += step)
            {
                var lower = TOrder.Ordered<TRegister, TKey>(TRegister.Load(from + last));
                var upper = lower;
                for (long next = 0; next < last; next += TRegister.Width)
                {
                    var ordered = TOrder.Ordered<TRegister, TKey>(TRegister.Load(from + next));
                    (lower, upper) = (TOrder.Smaller<TRegister, TKey>(lower, ordered), TRegister.Max(upper, ordered));
                }

                ends.Take(lower, upper, at);
            }

            (smallest[channel], largest[channel], var smallestAt, var largestAt) = ends.Fold();
            if (TPlaces.Wanted)
                (extremes.SmallestAt[channel], extremes.LargestAt[channel]) = (smallestAt, largestAt);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreKeys<TRegister, TKey, TOrder>(TKey* ordered, int channels, int* keys)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        var channel = 0;
        for (; channel <= channels - TRegister.Width; channel += TRegister.Width)
            TRegister.StoreIntegers(TOrder.Keys<TRegister, TKey>(TRegister.Load(ordered + channel)), keys + channel);
        if (channel == channels)
            return;
        // Behind the last channel others may be at work.
        var rest = stackalloc int[MostChannels];
        TRegister.StoreIntegers(TOrder.Keys<TRegister, TKey>(TRegister.Load(ordered + channel)), rest);
        Unsafe.CopyBlockUnaligned(keys + channel, rest, (uint)(channels - channel) * sizeof(int));
    }
}

/// <summary>Runs of neighbouring elements.</summary>
/// <param name="Length">Elements a run.</param>
/// <param name="Count">Runs.</param>
/// <param name="Stride">Elements from one run to the next.</param>
internal readonly record struct KeyRuns(long Length, long Count, long Stride);
