using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and largest elements of a part of neighbouring channels: four rows of integers, a column a channel.</summary>
/// <param name="rows">First row.</param>
/// <param name="stride">Integers from one row to the next.</param>
internal readonly unsafe struct ChannelExtremes(int* rows, long stride)
{
    /// <summary>Rows of integers.</summary>
    public const int Rows = 4;

    /// <summary><see cref="OrderKeys"/> of the smallest elements.</summary>
    public int* Smallest => rows;

    /// <summary>Those of the largest.</summary>
    public int* Largest => rows + stride;

    /// <summary>Where the smallest stand first in the part, if somebody asked.</summary>
    public int* SmallestAt => rows + 2 * stride;

    /// <summary>Where the largest do.</summary>
    public int* LargestAt => rows + 3 * stride;

    /// <summary>The ends of one channel.</summary>
    public FirstEnds this[int channel] => new(Smallest[channel], Largest[channel], SmallestAt[channel], LargestAt[channel]);

    /// <summary>Records the ends of one channel.</summary>
    public void Set(int channel, in FirstEnds ends)
    {
        (Smallest[channel], Largest[channel]) = (ends.Smallest, ends.Largest);
        (SmallestAt[channel], LargestAt[channel]) = ((int)ends.SmallestAt, (int)ends.LargestAt);
    }

    /// <summary>These from a channel on.</summary>
    public ChannelExtremes From(int channel) => new(rows + channel, stride);

    /// <summary>Whether channels 0 … <paramref name="channels"/> − 1 each have a smallest element below 0 and a largest above.</summary>
    public bool HaveBothSigns(int channels)
    {
        var differ = Vector256<int>.AllBitsSet;
        var channel = 0;
        for (; channel <= channels - Vector256<int>.Count; channel += Vector256<int>.Count)
            differ &= Vector256.Load(Smallest + channel) & -Vector256.Load(Largest + channel);
        var haveBoth = Vector256.LessThanAll(differ, Vector256<int>.Zero);
        for (; channel < channels; channel++)
            haveBoth &= (Smallest[channel] < 0) & (Largest[channel] > 0);
        return haveBoth;
    }

    /// <summary>The first channel from some channel on whose elements are all alike or have a NaN among them, or <paramref name="channels"/>.</summary>
    public int NextWithoutEnds<TElement>(int channel, int channels)
        where TElement : struct, IElement
    {
        var infinity = Vector256.Create(OrderKeys.InfinityOf<TElement>());
        for (; channel <= channels - Vector256<int>.Count; channel += Vector256<int>.Count)
        {
            var (smallest, largest) = (Vector256.Load(Smallest + channel), Vector256.Load(Largest + channel));
            // Keys lie in order, and NaN beyond the infinities.
            if (Vector256.LessThanAny(infinity, Vector256.Max(largest, -smallest)) || Vector256.EqualsAny(smallest, largest))
                break;
        }

        while (channel < channels && Smallest[channel] != Largest[channel] && OrderKeys.IsNumber<TElement>(Smallest[channel]) && OrderKeys.IsNumber<TElement>(Largest[channel]))
            channel++;
        return channel;
    }

    /// <summary>Adds what a later part of the same elements has, in channels 0 … <paramref name="channels"/> − 1.</summary>
    /// <param name="next">That part.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="elements">Elements of a channel before it.</param>
    public void Append(ChannelExtremes next, int channels, long elements)
    {
        var channel = 0;
        for (; channel <= channels - Vector256<int>.Count; channel += Vector256<int>.Count)
        {
            var (smallest, nextSmallest) = (Vector256.Load(Smallest + channel), Vector256.Load(next.Smallest + channel));
            var (largest, nextLargest) = (Vector256.Load(Largest + channel), Vector256.Load(next.Largest + channel));
            var before = Vector256.Create((int)elements);
            var smallestAt = Vector256.ConditionalSelect(
                Vector256.LessThan(nextSmallest, smallest), Vector256.Load(next.SmallestAt + channel) + before, Vector256.Load(SmallestAt + channel));
            var largestAt = Vector256.ConditionalSelect(
                Vector256.GreaterThan(nextLargest, largest), Vector256.Load(next.LargestAt + channel) + before, Vector256.Load(LargestAt + channel));
            Vector256.Store(Vector256.Min(smallest, nextSmallest), Smallest + channel);
            Vector256.Store(Vector256.Max(largest, nextLargest), Largest + channel);
            Vector256.Store(smallestAt, SmallestAt + channel);
            Vector256.Store(largestAt, LargestAt + channel);
        }

        for (; channel < channels; channel++)
            Set(channel, this[channel].Then(next[channel].Behind(elements)));
    }
}
