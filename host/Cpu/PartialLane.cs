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
        var buffer = stackalloc byte[WidestLane * sizeof(float)];
        Copy<TElement, TLane>(memory, index, count, buffer);
        return TLane.Keep(TElement.Load<TLane>(buffer, 0), 0, count, fill);
    }

    /// <summary>Stores the first <paramref name="count"/> elements.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<TElement, TLane>(void* memory, long index, int count, TLane value)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var buffer = stackalloc byte[WidestLane * sizeof(float)];
        TElement.Store(buffer, 0, value);
        Unsafe.CopyBlockUnaligned((byte*)memory + index * TElement.Size, buffer, (uint)(count * TElement.Size));
    }

    /// <summary>Maps <paramref name="count"/> elements. What is loaded beside them, where the tensor goes on, is forgotten.</summary>
    [SkipLocalsInit]
    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, in TMap map, long index, int count)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        if (index + TLane.Width <= problem.Shape.Count)
        {
            Store<TElement, TLane>(problem.Output, index, count, map.Apply<TElement>(problem.X, problem.Gradient, index));
            return;
        }

        var x = stackalloc byte[WidestLane * sizeof(float)];
        var dy = stackalloc byte[WidestLane * sizeof(float)];
        if (TMap.ReadsX)
            Copy<TElement, TLane>(problem.X, index, count, x);
        if (TMap.ReadsGradient)
            Copy<TElement, TLane>(problem.Gradient, index, count, dy);
        Store<TElement, TLane>(problem.Output, index, count, map.Apply<TElement>(x, dy, 0));
    }

    /// <summary>
    /// Copies some elements, and fills a lane with zeros. Never inlined: where a profile has found a usual length, .NET 10 was seen to load a lane as it was before a second copy into it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Copy<TElement, TLane>(void* memory, long index, int count, byte* lane)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        var bytes = count * TElement.Size;
        Unsafe.CopyBlockUnaligned(lane, (byte*)memory + index * TElement.Size, (uint)bytes);
        Unsafe.InitBlockUnaligned(lane + bytes, 0, (uint)(TLane.Width * TElement.Size - bytes));
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
