using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <summary>How bits of elements are compared as integers.</summary>
internal interface IEndOrder
{
    /// <summary>What elements are compared by, of their bits.</summary>
    static abstract TRegister Ordered<TRegister, TKey>(TRegister bits)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged;

    /// <summary>That of the smaller elements.</summary>
    static abstract TRegister Smaller<TRegister, TKey>(TRegister left, TRegister right)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged;

    /// <summary>That of a register's smallest element.</summary>
    static abstract TKey Smallest<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged;

    /// <summary>The keys of elements.</summary>
    static abstract TRegister Keys<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged;

    /// <summary>Whether the order is right for elements of one sign, too, and for zeros.</summary>
    static abstract bool IsGeneral { get; }
}

/// <summary>By <see cref="OrderKeys"/>.</summary>
internal readonly struct KeyOrder : IEndOrder
{
    public static bool IsGeneral => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Ordered<TRegister, TKey>(TRegister bits)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.Keys(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Smaller<TRegister, TKey>(TRegister left, TRegister right)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Smallest<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.Least(ordered);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Keys<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => ordered;
}

/// <summary>
/// By the bits alone, where elements of both signs lie: those of positive floats are in order as integers and those of negative ones in reverse, so that the smallest element has
/// the largest bits, and the largest has the largest of those without sign. A register takes two instructions where keys take five.
/// </summary>
internal readonly struct SignedOrder : IEndOrder
{
    public static bool IsGeneral => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Ordered<TRegister, TKey>(TRegister bits)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Smaller<TRegister, TKey>(TRegister left, TRegister right)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.MaxUnsigned(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Smallest<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.MostUnsigned(ordered);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TRegister Keys<TRegister, TKey>(TRegister ordered)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged => TRegister.Keys(ordered);
}
