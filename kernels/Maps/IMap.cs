using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;

namespace NormGpu.Kernels.Maps;

/// <summary>An element-wise pass over a tensor; the loop around it is written once, in <see cref="MapKernel"/>.</summary>
public interface IMap<TSelf, TLane>
    where TSelf : struct, IMap<TSelf, TLane>
    where TLane : struct, IKernelLane<TLane>
{
    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>The pass for a thread's channel or channels.</summary>
    static abstract TSelf Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout;

    /// <summary>The output for one lane of inputs.</summary>
    static abstract TLane Apply(TSelf map, TLane x, TLane dy);
}
