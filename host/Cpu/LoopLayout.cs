namespace NormGpu.Host.Cpu;

/// <summary>Which loops go over a tensor: those of its layout, and of channels-first ones those for its segments.</summary>
internal enum LoopLayout
{
    /// <summary><see cref="ChannelsFirstLoops"/>.</summary>
    ChannelsFirst,

    /// <summary><see cref="ShortSegmentLoops"/>, over a channels-first tensor.</summary>
    ShortSegments,

    /// <summary><see cref="ChannelsLastLoops"/>.</summary>
    ChannelsLast,
}
