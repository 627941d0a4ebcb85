using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>FP16 bits of which a pass has proven that none is, or becomes, infinite or NaN: that saves a third of the conversions. The same bits as in <see cref="HalfElement"/>.</summary>
internal readonly unsafe struct FiniteHalfElement<TLoad> : IElement
    where TLoad : struct, IFiniteLoad
{
    public static bool AssumesFinite => true;

    public static int Size => HalfElement.Size;

    public static float LargestZero => HalfElement.LargestZero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLoad.LoadMinus((ushort*)memory + index, TLane.Broadcast(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(void* memory, long index, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => TLoad.LoadMinus((ushort*)memory + index, subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(void* memory, long index, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLoad.LoadPairMinus((ushort*)memory + index, TLane.Broadcast(0), TLane.Broadcast(0), out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(void* memory, long index, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLoad.LoadPairMinus((ushort*)memory + index, firstSubtrahend, secondSubtrahend, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairFactors<TLane>(float* factors, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSinglePair(factors, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairTotals<TLane>(double* totals, TLane first, TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.StoreDoublePair(totals, first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreFiniteHalf((ushort*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TLane>(void* memory, long index, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreFiniteHalfPair((ushort*)memory + index, first, second);

    public static bool Streams => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StreamFiniteHalf((ushort*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamPair<TLane>(void* memory, long index, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => TLane.StreamFiniteHalfPair((ushort*)memory + index, first, second);

    public static float LoadOne(void* memory, long index) => HalfElement.LoadOne(memory, index);

    public static void StoreOne(void* memory, long index, float value) => HalfElement.StoreOne(memory, index, value);
}

/// <summary>How finite halves are widened; <see cref="Subnormals"/> says when which is faster. Both give the same bits.</summary>
internal unsafe interface IFiniteLoad
{
    static abstract TLane LoadMinus<TLane>(ushort* source, TLane subtrahend)
        where TLane : struct, ISumLane<TLane>;

    static abstract void LoadPairMinus<TLane>(ushort* source, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;
}

/// <summary>In the fewest instructions.</summary>
internal readonly unsafe struct NormalLoad : IFiniteLoad
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(ushort* source, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => TLane.LoadFiniteHalfMinus(source, subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(ushort* source, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadFiniteHalfPairMinus(source, firstSubtrahend, secondSubtrahend, out first, out second);
}

/// <summary>Without subnormal floats on the way.</summary>
internal readonly unsafe struct SubnormalLoad : IFiniteLoad
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(ushort* source, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSubnormalHalfMinus(source, subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(ushort* source, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSubnormalHalfPairMinus(source, firstSubtrahend, secondSubtrahend, out first, out second);
}
