using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <summary>Whether extremes are wanted with the places where they stand first.</summary>
internal interface IPlaces
{
    static abstract bool Wanted { get; }
}

/// <inheritdoc cref="IPlaces"/>
internal readonly struct WithPlaces : IPlaces
{
    public static bool Wanted => true;
}

/// <inheritdoc cref="IPlaces"/>
internal readonly struct WithoutPlaces : IPlaces
{
    public static bool Wanted => false;
}

/// <summary>The ends of what has passed in each element of a register.</summary>
internal struct RegisterEnds<TRegister, TKey, TOrder, TPlaces>
    where TRegister : struct, IKeyRegister<TRegister, TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TOrder : struct, IEndOrder
    where TPlaces : struct, IPlaces
{
    private TRegister smallest;
    private TRegister largest;
    private TRegister smallestAt;
    private TRegister largestAt;

    /// <summary>Of one element each, in place 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RegisterEnds<TRegister, TKey, TOrder, TPlaces> Of(TRegister ordered) => new() { smallest = ordered, largest = ordered };

    /// <summary>Takes what lies behind all others, and its places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TRegister nextSmallest, TRegister nextLargest, TRegister at)
    {
        var smaller = TOrder.Smaller<TRegister, TKey>(smallest, nextSmallest);
        var larger = TRegister.Max(largest, nextLargest);
        if (TPlaces.Wanted)
        {
            smallestAt = TRegister.WhereEqual(smaller, smallest, smallestAt, at);
            largestAt = TRegister.WhereEqual(larger, largest, largestAt, at);
        }

        (smallest, largest) = (smaller, larger);
    }

    /// <summary>What the smallest and the largest element of all together are compared by, and the first places that have them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (TKey Smallest, TKey Largest, int SmallestAt, int LargestAt) Fold()
    {
        var (least, most) = (TOrder.Smallest<TRegister, TKey>(smallest), TRegister.Most(largest));
        return TPlaces.Wanted ? (least, most, First(smallest, least, smallestAt), First(largest, most, largestAt)) : (least, most, 0, 0);
    }

    /// <summary>Stores the ends of each element of the register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Store(ChannelExtremes extremes)
    {
        TRegister.StoreIntegers(TOrder.Keys<TRegister, TKey>(smallest), extremes.Smallest);
        TRegister.StoreIntegers(TOrder.Keys<TRegister, TKey>(largest), extremes.Largest);
        if (TPlaces.Wanted)
        {
            TRegister.StoreIntegers(smallestAt, extremes.SmallestAt);
            TRegister.StoreIntegers(largestAt, extremes.LargestAt);
        }
    }

    private static int First(TRegister values, TKey value, TRegister places) =>
        int.CreateTruncating(TRegister.Least(TRegister.WhereEqual(values, TRegister.Broadcast(value), places, TRegister.Broadcast(TKey.MaxValue))));
}
