using System.Runtime.CompilerServices;

namespace NormGpu.Kernels.Lanes;

/// <summary>What pairs of lanes of finite halves are widened and narrowed with.</summary>
/// <remarks>
/// A loop hands it to its conversions, so that it stays in registers: constants the JIT loads anew in each turn but of the shortest loops, and those loads take longer than the arithmetic
/// (measured: docs/decisions/0002). Most are fields, as the JIT inlines only so many calls into a loop that it is not told to inline, and properties count.
/// </remarks>
/// <typeparam name="TLane">The lane, which alone knows what they mean; one with few registers has <see cref="Unscale"/> only.</typeparam>
/// <param name="unscale">Makes a scaled half the half's value.</param>
/// <param name="even">Extends and shifts the halves at even places.</param>
/// <param name="odd">The same at odd places.</param>
/// <param name="halfMask">The bits of a float that a shifted half sets.</param>
/// <param name="smallest">The smallest normal half.</param>
/// <param name="powerMask">Sign and exponent of a float.</param>
/// <param name="placeFactor">A power of two times this, added to a float of that power, rounds it to a half.</param>
/// <param name="lowWord">The first of two halves.</param>
/// <param name="magnitudes">Two halves without their signs.</param>
public readonly struct HalfConstants<TLane>(
    TLane unscale, TLane even, TLane odd, TLane halfMask, TLane smallest, TLane powerMask, TLane placeFactor, TLane lowWord, TLane magnitudes)
    where TLane : struct
{
    internal readonly TLane Even = even;
    internal readonly TLane Odd = odd;
    internal readonly TLane HalfMask = halfMask;
    internal readonly TLane Smallest = smallest;
    internal readonly TLane PowerMask = powerMask;
    internal readonly TLane PlaceFactor = placeFactor;
    internal readonly TLane LowWord = lowWord;
    internal readonly TLane Magnitudes = magnitudes;

    /// <summary>Those of a lane that has no others.</summary>
    public HalfConstants(TLane unscale)
        : this(unscale, default, default, default, default, default, default, default, default)
    {
    }

    /// <summary>Makes a scaled half the half's value.</summary>
    public TLane Unscale
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unscale;
    }
}
