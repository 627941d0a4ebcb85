namespace NormGpu.Host.Cpu;

/// <summary>A register of integers: bits of elements, <see cref="OrderKeys"/>, or places.</summary>
internal unsafe interface IKeyRegister<TSelf, TKey>
    where TSelf : struct, IKeyRegister<TSelf, TKey>
    where TKey : unmanaged
{
    /// <summary>Integers a register.</summary>
    static abstract int Width { get; }

    /// <summary>One integer everywhere.</summary>
    static abstract TSelf Broadcast(TKey value);

    /// <summary>Loads a register.</summary>
    static abstract TSelf Load(TKey* source);

    /// <summary>Stores a register.</summary>
    static abstract void Store(TSelf value, TKey* destination);

    /// <summary>Stores a register, in 32 bits an integer.</summary>
    static abstract void StoreIntegers(TSelf value, int* destination);

    /// <summary>The keys of elements' bits.</summary>
    static abstract TSelf Keys(TSelf bits);

    /// <summary>Sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The lesser of both.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The greater of both.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The greater of both as numbers without sign.</summary>
    static abstract TSelf MaxUnsigned(TSelf left, TSelf right);

    /// <summary><paramref name="chosen"/> where left &lt; right, <paramref name="other"/> elsewhere.</summary>
    static abstract TSelf WhereLess(TSelf left, TSelf right, TSelf chosen, TSelf other);

    /// <summary><paramref name="chosen"/> where both are equal, <paramref name="other"/> elsewhere.</summary>
    static abstract TSelf WhereEqual(TSelf left, TSelf right, TSelf chosen, TSelf other);

    /// <summary>Bit i is set where integer i of left is at least that of right; 32 integers at most.</summary>
    static abstract uint AtLeast(TSelf left, TSelf right);

    /// <summary>Bit i is set where the integers i are equal; 32 integers at most.</summary>
    static abstract uint Equal(TSelf left, TSelf right);

    /// <summary>The least integer of a register.</summary>
    static abstract TKey Least(TSelf value);

    /// <summary>The greatest.</summary>
    static abstract TKey Most(TSelf value);

    /// <summary>The greatest, as numbers without sign.</summary>
    static abstract TKey MostUnsigned(TSelf value);
}
