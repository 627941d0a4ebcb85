using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>A formula of x and dy, each less something.</summary>
internal interface IFormula<TSelf, TLane>
    where TSelf : struct, IFormula<TSelf, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>What is subtracted from dy for <see cref="Apply"/>: a load does that for nothing.</summary>
    static abstract TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>The formula for the channel or channels at <paramref name="channels"/>.</summary>
    static abstract TSelf Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad;

    /// <summary>The output for one lane of inputs.</summary>
    /// <param name="d">x − <see cref="ChannelCoefficients.Origin"/>.</param>
    /// <param name="centred">dy − <see cref="GradientCentre{TChannels}"/>.</param>
    TLane Apply(TLane d, TLane centred);
}

/// <summary>A formula of dx.</summary>
internal interface IGradientFormula<TSelf, TLane> : IFormula<TSelf, TLane>
    where TSelf : struct, IGradientFormula<TSelf, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Sets what the formula needs of a lane of channels, whose centres, origins and factors stand.</summary>
    /// <param name="coefficients">All channels.</param>
    /// <param name="channel">The first.</param>
    /// <param name="offset">mean(dy) − slopeFactor·mean(slope) of each.</param>
    /// <param name="slopeFactor">C·mean(dy·xhat) of each.</param>
    static abstract void Prepare<TDoubles>(ChannelCoefficients coefficients, int channel, TDoubles offset, TDoubles slopeFactor)
        where TDoubles : struct, IDoubleLane<TDoubles>;

    /// <summary>Sets what the folded map of the formula needs besides, of one channel.</summary>
    /// <returns>Whether scaled halves may take that map, which gives the same bits.</returns>
    static abstract bool PrepareFolded(ChannelCoefficients coefficients, int channel);
}
