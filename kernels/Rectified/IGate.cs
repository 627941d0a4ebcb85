using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;

namespace NormGpu.Kernels.Rectified;

/// <summary>What of a gradient passes from the output to the norm; chosen by type.</summary>
public interface IGate<TSelf, TLane>
    where TSelf : struct, IGate<TSelf, TLane>
    where TLane : struct, IKernelLane<TLane>
{
    /// <summary>The gate of a thread's channel or channels.</summary>
    static abstract TSelf Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout;

    /// <summary>What passes of dy.</summary>
    static abstract TLane Pass(TSelf gate, TLane x, TLane dy);
}

/// <summary>No activation: everything passes.</summary>
/// <param name="unused">Not looked at; device languages have no structs without fields.</param>
public readonly struct OpenGate<TLane>(float unused) : IGate<OpenGate<TLane>, TLane>
    where TLane : struct, IKernelLane<TLane>
{
    private readonly float unused = unused;

    /// <inheritdoc/>
    public static OpenGate<TLane> Start<TLayout>(ChannelTable table, int channel)
        where TLayout : struct, ILayout => new(0f);

    /// <inheritdoc/>
    public static TLane Pass(OpenGate<TLane> gate, TLane x, TLane dy) => dy;
}
