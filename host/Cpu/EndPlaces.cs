using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>The places of smallest and largest elements in runs.</summary>
internal static unsafe class EndPlaces
{
    /// <summary>Elements of a run up to which they are compared all together: a bit each.</summary>
    public const int MostInShortRun = 64;

    /// <summary>The place of an end in a run that does not have it.</summary>
    private const int Absent = MostInShortRun;

    /// <summary>The first place of each end in each channel; places count on from run to run.</summary>
    /// <param name="x">The first run of the first channel.</param>
    /// <param name="runs">The runs of each, as long as a register at least.</param>
    /// <param name="channels">Channels, <see cref="RunEnds.MostChannels"/> at most.</param>
    /// <param name="apart">Elements from one channel to the next.</param>
    /// <param name="smallest">What the smallest element of each channel is compared by.</param>
    /// <param name="largest">The same of the largest.</param>
    /// <param name="extremes">Receives the places; if runs are not short, it has to have the run in which each end is first.</param>
    public static void Find<TRegister, TKey, TOrder>(TKey* x, KeyRuns runs, int channels, long apart, TKey* smallest, TKey* largest, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        if (runs.Length <= MostInShortRun)
        {
            OfShortRuns<TRegister, TKey, TOrder>(x, runs, channels, apart, smallest, largest, extremes);
            return;
        }

        for (var channel = 0; channel < channels; channel++, x += apart)
        {
            extremes.SmallestAt[channel] = InLongRun<TRegister, TKey, TOrder>(x, runs, extremes.SmallestAt[channel], smallest[channel]);
            extremes.LargestAt[channel] = InLongRun<TRegister, TKey, TOrder>(x, runs, extremes.LargestAt[channel], largest[channel]);
        }
    }

    /// <summary>Those in short runs. Without branches, as it depends on the data in which run an end lies.</summary>
    [SkipLocalsInit]
    private static void OfShortRuns<TRegister, TKey, TOrder>(TKey* x, KeyRuns runs, int channels, long apart, TKey* smallest, TKey* largest, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        var smallestInRun = stackalloc int[RunEnds.MostChannels];
        var largestInRun = stackalloc int[RunEnds.MostChannels];
        // From the last run to the first.
        for (var run = runs.Count - 1; run >= 0; run--)
        {
            InRun<TRegister, TKey, TOrder>(x + run * runs.Stride, runs.Length, channels, apart, smallest, largest, smallestInRun, largestInRun);
            Replace(extremes.SmallestAt, smallestInRun, (int)(run * runs.Length), channels);
            Replace(extremes.LargestAt, largestInRun, (int)(run * runs.Length), channels);
        }
    }

    /// <summary>Puts places in a run, of elements behind <paramref name="before"/> others, where the run has one.</summary>
    private static void Replace(int* places, int* inRun, int before, int channels)
    {
        var channel = 0;
        for (; channel <= channels - Vector256<int>.Count; channel += Vector256<int>.Count)
        {
            var place = Vector256.Load(inRun + channel);
            var isAbsent = Vector256.Equals(place, Vector256.Create(Absent));
            Vector256.Store(Vector256.ConditionalSelect(isAbsent, Vector256.Load(places + channel), place + Vector256.Create(before)), places + channel);
        }

        for (; channel < channels; channel++)
            places[channel] = inRun[channel] == Absent ? places[channel] : inRun[channel] + before;
    }

    /// <summary>The first place of each channel's ends in one run of each, or <see cref="Absent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InRun<TRegister, TKey, TOrder>(TKey* x, long length, int channels, long apart, TKey* smallest, TKey* largest, int* smallestAt, int* largestAt)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        // The last register overlaps its neighbour.
        var last = (int)length - TRegister.Width;
        for (var channel = 0; channel < channels; channel++, x += apart)
        {
            var (least, most) = (TRegister.Broadcast(smallest[channel]), TRegister.Broadcast(largest[channel]));
            var (front, back) = (TOrder.Ordered<TRegister, TKey>(TRegister.Load(x)), TOrder.Ordered<TRegister, TKey>(TRegister.Load(x + last)));
            var isLeast = TRegister.Equal(front, least) | ((ulong)TRegister.Equal(back, least) << last);
            var isMost = TRegister.Equal(front, most) | ((ulong)TRegister.Equal(back, most) << last);
            for (var next = TRegister.Width; 2 * TRegister.Width < MostInShortRun && next < last; next += TRegister.Width)
            {
                var ordered = TOrder.Ordered<TRegister, TKey>(TRegister.Load(x + next));
                isLeast |= (ulong)TRegister.Equal(ordered, least) << next;
                isMost |= (ulong)TRegister.Equal(ordered, most) << next;
            }

            (smallestAt[channel], largestAt[channel]) = (BitOperations.TrailingZeroCount(isLeast), BitOperations.TrailingZeroCount(isMost));
        }
    }

    /// <summary>The first place of an element that occurs in a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int InLongRun<TRegister, TKey, TOrder>(TKey* x, KeyRuns runs, int run, TKey wanted)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
    {
        x += run * runs.Stride;
        var value = TRegister.Broadcast(wanted);
        var last = runs.Length - TRegister.Width;
        for (long next = 0; ; next = Math.Min(next + TRegister.Width, last))
        {
            var equal = TRegister.Equal(TOrder.Ordered<TRegister, TKey>(TRegister.Load(x + next)), value);
            if (equal != 0)
                return (int)(run * runs.Length + next) + BitOperations.TrailingZeroCount(equal);
        }
    }
}
