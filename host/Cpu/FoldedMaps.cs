using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// <see cref="NormalizeFormula{TLane, TRounding}"/> over halves in FP32, origin 0: y = x·factor + shift. As in all folded maps, one multiplication by the factor also widens an element,
/// and the bits are those of the formula.
/// </summary>
internal readonly unsafe struct FoldedNormalizeMap<TLane>(TLane factor, TLane shift) : IMap<FoldedNormalizeMap<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TLane factor = factor;
    private readonly TLane shift = shift;

    public static bool ReadsX => true;

    public static bool ReadsGradient => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedNormalizeMap<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad =>
        new(channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale), channels.Load<TLane>(coefficients.Shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplyAdd(TElement.LoadScaled<TLane>(x, index), factor, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedNormalizeMap<TLane> map, in FoldedNormalizeMap<TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TElement.LoadScaledPair<TLane>(x, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplyAdd(scaled, map.factor, map.shift);
        secondOutput = TLane.MultiplyAdd(scaledOdd, second.factor, second.shift);
    }
}

/// <summary><see cref="ProductGradientFormula{TLane}"/> likewise: dx = dy·factor − subtrahend.</summary>
internal readonly unsafe struct FoldedProductMap<TLane>(TLane factor, TLane subtrahend) : IMap<FoldedProductMap<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TLane factor = factor;
    private readonly TLane subtrahend = subtrahend;

    public static bool ReadsX => false;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedProductMap<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad =>
        new(channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale), channels.Load<TLane>(coefficients.Subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplySubtract(TElement.LoadScaled<TLane>(dy, index), factor, subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedProductMap<TLane> map, in FoldedProductMap<TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(scaled, map.factor, map.subtrahend);
        secondOutput = TLane.MultiplySubtract(scaledOdd, second.factor, second.subtrahend);
    }
}

/// <summary><see cref="SignGradientFormula{TLane}"/> likewise, where no half is at the mean: x is only compared, so it need not be widened.</summary>
internal readonly unsafe struct FoldedSignMap<TLane>(TLane factor, TLane limit, TLane above, TLane below) : IMap<FoldedSignMap<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TLane factor = factor;
    private readonly TLane limit = limit;
    private readonly TLane above = above;
    private readonly TLane below = below;

    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedSignMap<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.Limit),
            channels.Load<TLane>(coefficients.Subtrahend),
            channels.Load<TLane>(coefficients.SubtrahendBelow));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplySubtract(
            TElement.LoadScaled<TLane>(dy, index), factor, TLane.SelectAboveHalf((ushort*)x + index, limit, above, below));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedSignMap<TLane> map, in FoldedSignMap<TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TLane.SelectAboveHalfPair((ushort*)x + index, map.limit, second.limit, map.above, second.above, map.below, second.below, out var side, out var sideOdd);
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(scaled, map.factor, side);
        secondOutput = TLane.MultiplySubtract(scaledOdd, second.factor, sideOdd);
    }
}

/// <summary><see cref="SlopeGradientFormula{TLane}"/> likewise, origin 0.</summary>
internal readonly unsafe struct FoldedSlopeMap<TLane>(TLane factor, TLane xFactor, TLane subtrahend) : IMap<FoldedSlopeMap<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TLane factor = factor;
    private readonly TLane xFactor = xFactor;
    private readonly TLane subtrahend = subtrahend;

    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedSlopeMap<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.XFactor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.Subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplySubtract(
            TElement.LoadScaled<TLane>(dy, index), factor, TLane.MultiplySubtract(TElement.LoadScaled<TLane>(x, index), xFactor, subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedSlopeMap<TLane> map, in FoldedSlopeMap<TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TElement.LoadScaledPair<TLane>(x, index, constants, out var scaledX, out var scaledXOdd);
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(scaled, map.factor, TLane.MultiplySubtract(scaledX, map.xFactor, map.subtrahend));
        secondOutput = TLane.MultiplySubtract(scaledOdd, second.factor, TLane.MultiplySubtract(scaledXOdd, second.xFactor, second.subtrahend));
    }
}
