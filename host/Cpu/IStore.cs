using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Whether whole lanes are stored into the cache or past it.</summary>
internal unsafe interface IStore
{
    /// <summary>Lanes from what is stored to what is fetched in the same row; 0 where nothing is.</summary>
    static abstract int LanesAhead { get; }

    static abstract void Store<TElement, TLane>(void* memory, long index, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>Two lanes in the order of <see cref="IElement.LoadPair{TLane}"/>.</summary>
    static abstract void StorePair<TElement, TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>;
}

/// <summary>Into the cache.</summary>
internal readonly unsafe struct CachedStore : IStore
{
    public static int LanesAhead => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TElement, TLane>(void* memory, long index, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => TElement.Store(memory, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TElement, TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => TElement.StorePair(memory, index, constants, first, second);
}

/// <summary>Into the cache, where lines that are written soon are fetched: a store to a part of a line has to read it first.</summary>
internal readonly unsafe struct FetchingStore : IStore
{
    public static int LanesAhead => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TElement, TLane>(void* memory, long index, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => CachedStore.Store<TElement, TLane>(memory, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TElement, TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => CachedStore.StorePair<TElement, TLane>(memory, index, constants, first, second);
}

/// <summary>Past the cache; on the boundaries of lanes, or pairs of lanes, only.</summary>
internal readonly unsafe struct StreamedStore : IStore
{
    public static int LanesAhead => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TElement, TLane>(void* memory, long index, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => TElement.Stream(memory, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TElement, TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => TElement.StreamPair(memory, index, constants, first, second);
}
