using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Rounding;

/// <summary>What happens to every elementwise result: the choice between FP32 and FP16 arithmetic, as a struct functor.</summary>
public interface IRounding
{
    /// <summary>Whether results are rounded at all.</summary>
    static abstract bool ToHalf { get; }

    /// <summary>The result as the chosen arithmetic would hold it.</summary>
    static abstract TLane Round<TLane>(TLane value)
        where TLane : struct, ILane<TLane>;
}

/// <summary>FP32 arithmetic: results stay as they are.</summary>
public readonly struct SingleRounding : IRounding
{
    /// <inheritdoc/>
    public static bool ToHalf => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Round<TLane>(TLane value)
        where TLane : struct, ILane<TLane> => value;
}

/// <summary>FP16 arithmetic: every result is rounded to the nearest half.</summary>
public readonly struct HalfRounding : IRounding
{
    /// <inheritdoc/>
    public static bool ToHalf => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Round<TLane>(TLane value)
        where TLane : struct, ILane<TLane> => TLane.RoundToHalf(value);
}
