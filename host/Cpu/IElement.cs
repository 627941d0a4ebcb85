using System.Runtime.CompilerServices;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>How one activation is stored; chosen by type so that loops compile once per storage.</summary>
internal unsafe interface IElement
{
    /// <summary>Whether loads and stores are right for finite elements only.</summary>
    static abstract bool AssumesFinite { get; }

    /// <summary>Bytes an element.</summary>
    static abstract int Size { get; }

    /// <summary>The largest value that is stored as 0: where ReLU's output stops being positive.</summary>
    static abstract float LargestZero { get; }

    /// <summary>A whole lane from element <paramref name="index"/> on.</summary>
    static abstract TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>What a scaled element is to be multiplied by: a power of two.</summary>
    static abstract float Unscale { get; }

    /// <summary>A whole lane, divided by <see cref="Unscale"/>: for those who can multiply by it later, or for nothing.</summary>
    static abstract TLane LoadScaled<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>A whole lane, less <paramref name="subtrahend"/>.</summary>
    static abstract TLane LoadMinus<TLane>(void* memory, long index, TLane subtrahend)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>What the methods of pairs below are handed.</summary>
    static abstract HalfConstants<TLane> Constants<TLane>()
        where TLane : struct, ISumLane<TLane>;

    /// <summary>The same for a loop that the JIT would load constants in anew in each turn. Before anything else that the loop keeps in registers: this calls.</summary>
    static abstract HalfConstants<TLane> ConstantsInRegisters<TLane>()
        where TLane : struct, ISumLane<TLane>;

    /// <summary>Two lanes of neighbouring elements, in an order of the lane's own; <see cref="StorePair{TLane}"/> puts them back.</summary>
    static abstract void LoadPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>The same, divided by <see cref="Unscale"/>.</summary>
    static abstract void LoadScaledPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>The same, less a subtrahend each.</summary>
    static abstract void LoadPairMinus<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>Floats that belong to the elements of <see cref="LoadPair{TLane}"/>.</summary>
    static abstract void LoadPairFactors<TLane>(float* factors, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>Stores as doubles what belongs to the elements of <see cref="LoadPair{TLane}"/>.</summary>
    static abstract void StorePairTotals<TLane>(double* totals, TLane first, TLane second)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>Stores a whole lane.</summary>
    static abstract void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>Stores two whole lanes in the order of <see cref="LoadPair{TLane}"/>.</summary>
    static abstract void StorePair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>Whether <c>Stream</c> goes past the cache.</summary>
    static abstract bool Streams { get; }

    /// <summary>Stores a whole lane of an output that nobody reads while it is in the cache; its address is a multiple of the lane's size.</summary>
    static abstract void Stream<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>As <see cref="StorePair{TLane}"/>, of an output that nobody reads while it is in the cache; each lane of floats, or both lanes of halves, start on a boundary of their own size.</summary>
    static abstract void StreamPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>One element.</summary>
    static abstract float LoadOne(void* memory, long index);

    /// <summary>Stores one element, rounded to nearest even.</summary>
    static abstract void StoreOne(void* memory, long index, float value);
}

/// <summary>FP16 bits.</summary>
internal readonly unsafe struct HalfElement : IElement
{
    public static bool AssumesFinite => false;

    public static int Size => sizeof(ushort);

    // Half of the smallest half, which ties to even.
    public static float LargestZero => 1f / (1 << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLane.LoadHalf((ushort*)memory + index);

    public static float Unscale => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadScaled<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => Load<TLane>(memory, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(void* memory, long index, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => Load<TLane>(memory, index) - subtrahend;

    public static HalfConstants<TLane> Constants<TLane>()
        where TLane : struct, ISumLane<TLane> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<TLane> ConstantsInRegisters<TLane>()
        where TLane : struct, ISumLane<TLane> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadHalfPair((ushort*)memory + index, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => LoadPair(memory, index, constants, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>
    {
        LoadPair(memory, index, constants, out first, out second);
        (first, second) = (first - firstSubtrahend, second - secondSubtrahend);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairFactors<TLane>(float* factors, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSinglePair(factors, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairTotals<TLane>(double* totals, TLane first, TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.StoreDoublePair(totals, first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreHalf((ushort*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreHalfPair((ushort*)memory + index, first, second);

    public static bool Streams => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => Store(memory, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => StorePair(memory, index, constants, first, second);

    public static float LoadOne(void* memory, long index) => HalfBits.ToSingle(((ushort*)memory)[index]);

    public static void StoreOne(void* memory, long index, float value) => ((ushort*)memory)[index] = HalfBits.FromSingle(value);
}

/// <summary>FP32.</summary>
internal readonly unsafe struct SingleElement : IElement
{
    public static bool AssumesFinite => false;

    public static int Size => sizeof(float);

    public static float LargestZero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSingle((float*)memory + index);

    public static float Unscale => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadScaled<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => Load<TLane>(memory, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(void* memory, long index, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => Load<TLane>(memory, index) - subtrahend;

    public static HalfConstants<TLane> Constants<TLane>()
        where TLane : struct, ISumLane<TLane> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<TLane> ConstantsInRegisters<TLane>()
        where TLane : struct, ISumLane<TLane> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => (first, second) = (Load<TLane>(memory, index), Load<TLane>(memory, index + TLane.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => LoadPair(memory, index, constants, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>
    {
        LoadPair(memory, index, constants, out first, out second);
        (first, second) = (first - firstSubtrahend, second - secondSubtrahend);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairFactors<TLane>(float* factors, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => LoadPair(factors, 0, default, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairTotals<TLane>(double* totals, TLane first, TLane second)
        where TLane : struct, ISumLane<TLane>
    {
        TLane.StoreDouble(totals, first);
        TLane.StoreDouble(totals + TLane.Width, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreSingle((float*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane>
    {
        Store(memory, index, first);
        Store(memory, index + TLane.Width, second);
    }

    public static bool Streams => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StreamSingle((float*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane>
    {
        Stream(memory, index, first);
        Stream(memory, index + TLane.Width, second);
    }

    public static float LoadOne(void* memory, long index) => ((float*)memory)[index];

    public static void StoreOne(void* memory, long index, float value) => ((float*)memory)[index] = value;
}
