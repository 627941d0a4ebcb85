using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Lanes at the end of a run that is no multiple of the lane's width.</summary>
internal static unsafe class PartialLane
{
    /// <summary>Elements of the widest lane: what buffers keep free for a whole lane past their end.</summary>
    public const int WidestLane = 16;

    /// <summary>Loads <paramref name="count"/> elements; the others hold <paramref name="fill"/>, chosen so that they add nothing.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLane Load<TElement, TLane>(void* memory, long index, int count, TLane fill)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        var buffer = stackalloc float[WidestLane];
        for (var i = 0; i < count; i++)
            buffer[i] = TElement.LoadOne(memory, index + i);
        return TLane.Keep(TLane.LoadSingle(buffer), 0, count, fill);
    }

    /// <summary>Stores the first <paramref name="count"/> elements.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<TElement, TLane>(void* memory, long index, int count, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var buffer = stackalloc float[WidestLane];
        TLane.StoreSingle(buffer, value);
        for (var i = 0; i < count; i++)
            TElement.StoreOne(memory, index + i, buffer[i]);
    }

    /// <summary>Element <paramref name="index"/> of a lane; for rare paths.</summary>
    [SkipLocalsInit]
    public static float Element<TLane>(TLane value, int index)
        where TLane : struct, ISimdLane<TLane>
    {
        var buffer = stackalloc float[WidestLane];
        TLane.StoreSingle(buffer, value);
        return buffer[index];
    }
}
