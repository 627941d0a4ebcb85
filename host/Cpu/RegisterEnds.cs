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
internal struct RegisterEnds<TRegister, TKey, TPlaces>
    where TRegister : struct, IKeyRegister<TRegister, TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TPlaces : struct, IPlaces
{
    private TRegister smallest;
    private TRegister largest;
    private TRegister smallestAt;
    private TRegister largestAt;

    /// <summary>Of no elements.</summary>
    public static RegisterEnds<TRegister, TKey, TPlaces> None
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { smallest = TRegister.Broadcast(TKey.MaxValue), largest = TRegister.Broadcast(TKey.MinValue) };
    }

    /// <summary>Takes the bits of elements behind all others, and their places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TRegister bits, TRegister at)
    {
        var keys = TRegister.Keys(bits);
        if (TPlaces.Wanted)
        {
            smallestAt = TRegister.WhereLess(keys, smallest, at, smallestAt);
            largestAt = TRegister.WhereLess(largest, keys, at, largestAt);
        }

        smallest = TRegister.Min(smallest, keys);
        largest = TRegister.Max(largest, keys);
    }

    /// <summary>Stores the ends of each element of the register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Store(ChannelExtremes extremes)
    {
        TRegister.StoreIntegers(smallest, extremes.Smallest);
        TRegister.StoreIntegers(largest, extremes.Largest);
        if (TPlaces.Wanted)
        {
            TRegister.StoreIntegers(smallestAt, extremes.SmallestAt);
            TRegister.StoreIntegers(largestAt, extremes.LargestAt);
        }
    }

    /// <summary>Stores the ends of all together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Fold(ChannelExtremes extremes)
    {
        var (least, most) = (TRegister.Least(smallest), TRegister.Most(largest));
        *extremes.Smallest = int.CreateTruncating(least);
        *extremes.Largest = int.CreateTruncating(most);
        if (!TPlaces.Wanted)
            return;
        // Of the elements that have the key, the one that stands first.
        var none = TRegister.Broadcast(TKey.MaxValue);
        *extremes.SmallestAt = int.CreateTruncating(TRegister.Least(TRegister.WhereEqual(smallest, TRegister.Broadcast(least), smallestAt, none)));
        *extremes.LargestAt = int.CreateTruncating(TRegister.Least(TRegister.WhereEqual(largest, TRegister.Broadcast(most), largestAt, none)));
    }
}
