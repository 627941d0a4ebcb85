using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>What stands between the norm and dy in a folded gradient: nothing, or a ReLU.</summary>
internal interface IFoldedGate<TSelf, TLane>
    where TSelf : struct, IFoldedGate<TSelf, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>The gate of the channel or channels at <paramref name="channels"/>.</summary>
    static abstract TSelf Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad;

    /// <summary>dy or 0.</summary>
    /// <param name="scaledX">x as <see cref="IElement.LoadScaled{TLane}"/> gives it, or anything where it looks at none.</param>
    /// <param name="dy">In any scale.</param>
    TLane Pass<TElement>(TLane scaledX, TLane dy)
        where TElement : struct, IElement;
}

/// <summary>No activation.</summary>
internal readonly struct OpenGate<TLane> : IFoldedGate<OpenGate<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OpenGate<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Pass<TElement>(TLane scaledX, TLane dy)
        where TElement : struct, IElement => dy;
}

/// <summary>A ReLU, as <see cref="ReluGate{TElement, TLane, TRounding}"/> over halves in FP32, origin 0: dy passes where x·factor + shift is stored as more than 0.</summary>
internal readonly struct FoldedReluGate<TLane>(TLane factor, TLane shift) : IFoldedGate<FoldedReluGate<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TLane factor = factor;
    private readonly TLane shift = shift;

    public static bool ReadsX => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe FoldedReluGate<TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad =>
        new(channels.Load<TLane>(coefficients.Factor) * TLane.Broadcast(TElement.Unscale), channels.Load<TLane>(coefficients.Shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Pass<TElement>(TLane scaledX, TLane dy)
        where TElement : struct, IElement => TLane.PassAbove(TLane.MultiplyAdd(scaledX, factor, shift), TLane.Broadcast(TElement.LargestZero), dy);
}
