using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// What is accumulated over a channel's elements: up to four totals. The loops around it are written once per layout and hold the totals, as local
/// variables that the JIT keeps in registers; the reducer itself only holds what does not change.
/// </summary>
internal interface IReducer<TSelf, TLane>
    where TSelf : struct, IReducer<TSelf, TLane>
    where TLane : struct, ISumLane<TLane>
{
    /// <summary>How many totals it has, 1 to 4; all start at 0.</summary>
    static abstract int Totals { get; }

    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>Whether it takes x as <see cref="IElement.LoadScaled{TLane}"/> gives it, and not less its centre: all of its totals then are to be multiplied by <see cref="IElement.Unscale"/>.</summary>
    static abstract bool TakesScaledX { get; }

    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>The reducer for the channel or channels at <paramref name="channels"/>.</summary>
    static abstract TSelf Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>What the loops subtract from x for <see cref="Add"/>: a load does that for nothing.</summary>
    TLane Centre { get; }

    /// <summary>The d that adds nothing, given dy = 0: fills lanes that the data do not.</summary>
    TLane Fill { get; }

    /// <summary>Takes one lane of elements into the totals.</summary>
    /// <param name="d">x − <see cref="Centre"/>, or scaled x.</param>
    /// <param name="dy">The gradient, or 0.</param>
    /// <param name="first">Total 0.</param>
    /// <param name="second">Total 1, if it has one.</param>
    /// <param name="third">Total 2, if it has one.</param>
    /// <param name="fourth">Total 3, if it has one.</param>
    void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth);

    /// <summary>Combines two parts of a total, or of several side by side.</summary>
    static abstract TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart>;
}
