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
internal readonly unsafe struct FoldedProductMap<TGate, TLane>(TGate gate, TLane factor, TLane subtrahend) : IMap<FoldedProductMap<TGate, TLane>, TLane>
    where TGate : struct, IFoldedGate<TGate, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TGate gate = gate;
    private readonly TLane factor = factor;
    private readonly TLane subtrahend = subtrahend;

    public static bool ReadsX => TGate.ReadsX;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedProductMap<TGate, TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            TGate.Start<TElement, TChannels>(coefficients, channels),
            channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.Subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplySubtract(
            gate.Pass<TElement>(ReadsX ? TElement.LoadScaled<TLane>(x, index) : default, TElement.LoadScaled<TLane>(dy, index)), factor, subtrahend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedProductMap<TGate, TLane> map, in FoldedProductMap<TGate, TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TLane scaledX = default, scaledXOdd = default;
        if (ReadsX)
            TElement.LoadScaledPair<TLane>(x, index, constants, out scaledX, out scaledXOdd);
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(map.gate.Pass<TElement>(scaledX, scaled), map.factor, map.subtrahend);
        secondOutput = TLane.MultiplySubtract(second.gate.Pass<TElement>(scaledXOdd, scaledOdd), second.factor, second.subtrahend);
    }
}

/// <summary><see cref="SignGradientFormula{TLane}"/> likewise, where no half is at the mean: x is only compared with it, so for that it need not be widened.</summary>
internal readonly unsafe struct FoldedSignMap<TGate, TLane>(TGate gate, TLane factor, TLane limit, TLane above, TLane below) : IMap<FoldedSignMap<TGate, TLane>, TLane>
    where TGate : struct, IFoldedGate<TGate, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TGate gate = gate;
    private readonly TLane factor = factor;
    private readonly TLane limit = limit;
    private readonly TLane above = above;
    private readonly TLane below = below;

    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedSignMap<TGate, TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            TGate.Start<TElement, TChannels>(coefficients, channels),
            channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.Limit),
            channels.Load<TLane>(coefficients.Subtrahend),
            channels.Load<TLane>(coefficients.SubtrahendBelow));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => TLane.MultiplySubtract(
            gate.Pass<TElement>(TGate.ReadsX ? TElement.LoadScaled<TLane>(x, index) : default, TElement.LoadScaled<TLane>(dy, index)),
            factor, TLane.SelectAboveHalf((ushort*)x + index, limit, above, below));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedSignMap<TGate, TLane> map, in FoldedSignMap<TGate, TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TLane scaledX = default, scaledXOdd = default;
        if (TGate.ReadsX)
            TElement.LoadScaledPair<TLane>(x, index, constants, out scaledX, out scaledXOdd);
        TLane.SelectAboveHalfPair((ushort*)x + index, map.limit, second.limit, map.above, second.above, map.below, second.below, out var side, out var sideOdd);
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(map.gate.Pass<TElement>(scaledX, scaled), map.factor, side);
        secondOutput = TLane.MultiplySubtract(second.gate.Pass<TElement>(scaledXOdd, scaledOdd), second.factor, sideOdd);
    }
}

/// <summary><see cref="SlopeGradientFormula{TLane}"/> likewise, origin 0.</summary>
internal readonly unsafe struct FoldedSlopeMap<TGate, TLane>(TGate gate, TLane factor, TLane xFactor, TLane subtrahend) : IMap<FoldedSlopeMap<TGate, TLane>, TLane>
    where TGate : struct, IFoldedGate<TGate, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TGate gate = gate;
    private readonly TLane factor = factor;
    private readonly TLane xFactor = xFactor;
    private readonly TLane subtrahend = subtrahend;

    public static bool ReadsX => true;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FoldedSlopeMap<TGate, TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            TGate.Start<TElement, TChannels>(coefficients, channels),
            channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.XFactor) * TLane.Broadcast(TElement.Unscale),
            channels.Load<TLane>(coefficients.Subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement
    {
        var scaledX = TElement.LoadScaled<TLane>(x, index);
        return TLane.MultiplySubtract(
            gate.Pass<TElement>(scaledX, TElement.LoadScaled<TLane>(dy, index)), factor, TLane.MultiplySubtract(scaledX, xFactor, subtrahend));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FoldedSlopeMap<TGate, TLane> map, in FoldedSlopeMap<TGate, TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        TElement.LoadScaledPair<TLane>(x, index, constants, out var scaledX, out var scaledXOdd);
        TElement.LoadScaledPair<TLane>(dy, index, constants, out var scaled, out var scaledOdd);
        output = TLane.MultiplySubtract(map.gate.Pass<TElement>(scaledX, scaled), map.factor, TLane.MultiplySubtract(scaledX, map.xFactor, map.subtrahend));
        secondOutput = TLane.MultiplySubtract(
            second.gate.Pass<TElement>(scaledXOdd, scaledOdd), second.factor, TLane.MultiplySubtract(scaledXOdd, second.xFactor, second.subtrahend));
    }
}
