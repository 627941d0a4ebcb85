using System.Runtime.Intrinsics;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>A pass that is compiled once per storage, lane, arithmetic and layout.</summary>
internal interface IPass
{
    void Run<TElement, TLane, TRounding, TLayout>()
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops;
}

/// <summary>Turns run-time choices into type arguments, in one place.</summary>
internal static class CpuDispatch
{
    /// <summary>Runs the pass for the given storage, arithmetic and layout, on the widest lane of this machine.</summary>
    public static void Run<TPass>(TPass pass, ElementType type, Arithmetic arithmetic, ChannelLayout layout)
        where TPass : IPass
    {
        if (Vector512.IsHardwareAccelerated)
            WithLane<TPass, Lane16>(pass, type, arithmetic, layout);
        else
            WithLane<TPass, Lane8>(pass, type, arithmetic, layout);
    }

    private static void WithLane<TPass, TLane>(TPass pass, ElementType type, Arithmetic arithmetic, ChannelLayout layout)
        where TPass : IPass
        where TLane : struct, ISimdLane<TLane>
    {
        switch (type, arithmetic)
        {
            case (ElementType.Float32, _):
                WithLayout<TPass, SingleElement, TLane, SingleRounding>(pass, layout);
                break;
            case (_, Arithmetic.Float32):
                WithLayout<TPass, HalfElement, TLane, SingleRounding>(pass, layout);
                break;
            default:
                WithLayout<TPass, HalfElement, TLane, HalfRounding>(pass, layout);
                break;
        }
    }

    private static void WithLayout<TPass, TElement, TLane, TRounding>(TPass pass, ChannelLayout layout)
        where TPass : IPass
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        if (layout == ChannelLayout.ChannelsFirst)
            pass.Run<TElement, TLane, TRounding, ChannelsFirstLoops>();
        else
            pass.Run<TElement, TLane, TRounding, ChannelsLastLoops>();
    }
}
