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
        Unsafe.CopyBlockUnaligned(buffer, (byte*)memory + index * TElement.Size, (uint)(count * TElement.Size));
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
    public static void Map<TElement, TLane, TMap, TChannels>(ChannelProblem problem, TMap map, TChannels channels, long index, int count)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
        where TChannels : struct, IChannelLoad
    {
        var isInside = index + TLane.Width <= problem.Shape.Count;
        Store<TElement, TLane>(problem.Output, index, count, map.Apply(
            TMap.ReadsX ? LoadSome(problem.X) - TMap.Centre(problem.Coefficients, channels) : TLane.Broadcast(0),
            TMap.ReadsGradient ? LoadSome(problem.Gradient) - TMap.GradientCentre(problem.Coefficients, channels) : TLane.Broadcast(0)));

        TLane LoadSome(void* memory) =>
            isInside ? TElement.Load<TLane>(memory, index) : Load<TElement, TLane>(memory, index, count, TLane.Broadcast(0));
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
