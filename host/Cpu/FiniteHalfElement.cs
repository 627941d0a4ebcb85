using System.Runtime.CompilerServices;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>FP16 bits of which a pass has proven that none is, or becomes, infinite or NaN: that saves a third of the conversions. The same bits as in <see cref="HalfElement"/>.</summary>
internal readonly unsafe struct FiniteHalfElement<TLoad> : IElement
    where TLoad : struct, IFiniteLoad
{
    public static bool AssumesFinite => true;

    public static int Size => HalfElement.Size;

    public static float LargestZero => HalfElement.LargestZero;

    public static float Unscale => TLoad.Unscale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => LoadScaled<TLane>(memory, index) * TLane.Broadcast(Unscale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadScaled<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLoad.Load<TLane>((ushort*)memory + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadMinus<TLane>(void* memory, long index, TLane subtrahend)
        where TLane : struct, ISumLane<TLane> => TLane.MultiplySubtract(LoadScaled<TLane>(memory, index), TLane.Broadcast(Unscale), subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<TLane> Constants<TLane>()
        where TLane : struct, ISumLane<TLane> => TLane.HalfConstants(Unscale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfConstants<TLane> ConstantsInRegisters<TLane>()
        where TLane : struct, ISumLane<TLane> => TLane.HalfConstantsInRegisters(Unscale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>
    {
        LoadScaledPair(memory, index, constants, out first, out second);
        (first, second) = (first * constants.Unscale, second * constants.Unscale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScaledPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLoad.LoadPair((ushort*)memory + index, constants, out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairMinus<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane firstSubtrahend, TLane secondSubtrahend, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>
    {
        LoadScaledPair(memory, index, constants, out first, out second);
        first = TLane.MultiplySubtract(first, constants.Unscale, firstSubtrahend);
        second = TLane.MultiplySubtract(second, constants.Unscale, secondSubtrahend);
    }

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
    public static void StorePair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreFiniteHalfPair((ushort*)memory + index, constants, first, second);

    public static bool Streams => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StreamFiniteHalf((ushort*)memory + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StreamPair<TLane>(void* memory, long index, in HalfConstants<TLane> constants, TLane first, TLane second)
        where TLane : struct, ISimdLane<TLane> => TLane.StreamFiniteHalfPair((ushort*)memory + index, constants, first, second);

    public static float LoadOne(void* memory, long index) => HalfElement.LoadOne(memory, index);

    public static void StoreOne(void* memory, long index, float value) => HalfElement.StoreOne(memory, index, value);
}

/// <summary>How finite halves are widened; <see cref="Subnormals"/> says when which is faster. Both give the same bits.</summary>
internal unsafe interface IFiniteLoad
{
    /// <summary>Multiplied by this, what is loaded becomes the element.</summary>
    static abstract float Unscale { get; }

    static abstract TLane Load<TLane>(ushort* source)
        where TLane : struct, ISumLane<TLane>;

    static abstract void LoadPair<TLane>(ushort* source, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane>;
}

/// <summary>In the fewest instructions.</summary>
internal readonly unsafe struct NormalLoad : IFiniteLoad
{
    public static float Unscale => HalfBits.BiasShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(ushort* source)
        where TLane : struct, ISumLane<TLane> => TLane.LoadScaledHalf(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(ushort* source, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadScaledHalfPair(source, constants, out first, out second);
}

/// <summary>Without subnormal floats on the way.</summary>
internal readonly unsafe struct SubnormalLoad : IFiniteLoad
{
    public static float Unscale => HalfBits.SmallBiasShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(ushort* source)
        where TLane : struct, ISumLane<TLane> => TLane.LoadRaisedHalf(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPair<TLane>(ushort* source, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TLane : struct, ISumLane<TLane> => TLane.LoadRaisedHalfPair(source, out first, out second);
}
