using System.Runtime.Intrinsics;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>A pass that is compiled once per storage, lane, arithmetic and layout.</summary>
internal interface IPass
{
    /// <summary>The pass itself.</summary>
    /// <typeparam name="TElement">Storage.</typeparam>
    /// <typeparam name="TFinite">The same storage where all elements are finite, if it has loops of its own.</typeparam>
    /// <typeparam name="TLane">Lane of element-wise work.</typeparam>
    /// <typeparam name="TSum">Lane of reductions.</typeparam>
    /// <typeparam name="TRounding">Arithmetic.</typeparam>
    /// <typeparam name="TLayout">Layout.</typeparam>
    void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops;
}

/// <summary>Turns run-time choices into type arguments, in one place.</summary>
internal static unsafe class CpuDispatch
{
    /// <summary>Runs the pass for the given storage, arithmetic and problem, on the widest lane of this machine that a row of channels fills.</summary>
    public static void Run<TPass>(TPass pass, ElementType type, Arithmetic arithmetic, ChannelProblem problem)
        where TPass : IPass
    {
        var shape = problem.Shape;
        var subnormals = type == ElementType.Float16
            && (Subnormals.AboundIn((ushort*)problem.X, shape.Count) || Subnormals.AboundIn((ushort*)problem.Gradient, shape.Count));
        Run(pass, type, arithmetic, shape.Layout, shape.Layout == ChannelLayout.ChannelsLast ? shape.Channels : int.MaxValue, subnormals, ShortSegmentLoops.Suit(shape, type.Size()));
    }

    /// <summary>The same for tensors of which at least so many elements lie side by side.</summary>
    public static void Run<TPass>(TPass pass, ElementType type, Arithmetic arithmetic, ChannelLayout layout, int neighbours = int.MaxValue, bool subnormals = false, bool shortSegments = false)
        where TPass : IPass
    {
        if (Vector512.IsHardwareAccelerated && neighbours >= Lane16.Width)
            WithLane<TPass, Lane16>(pass, type, arithmetic, layout, subnormals, shortSegments);
        else
            WithLane<TPass, Lane8>(pass, type, arithmetic, layout, subnormals, shortSegments);
    }

    private static void WithLane<TPass, TLane>(TPass pass, ElementType type, Arithmetic arithmetic, ChannelLayout layout, bool subnormals, bool shortSegments)
        where TPass : IPass
        where TLane : struct, ISimdLane<TLane>
    {
        switch (type, arithmetic)
        {
            case (ElementType.Float32, _):
                WithLayout<TPass, SingleElement, SingleElement, TLane, DoubleLane8, SingleRounding>(pass, layout, shortSegments);
                break;
            case (_, Arithmetic.Float32) when subnormals:
                WithLayout<TPass, HalfElement, FiniteHalfElement<SubnormalLoad>, TLane, TLane, SingleRounding>(pass, layout, shortSegments);
                break;
            case (_, Arithmetic.Float32):
                WithLayout<TPass, HalfElement, FiniteHalfElement<NormalLoad>, TLane, TLane, SingleRounding>(pass, layout, shortSegments);
                break;
            default:
                WithLayout<TPass, HalfElement, HalfElement, TLane, TLane, HalfRounding>(pass, layout, shortSegments);
                break;
        }
    }

    private static void WithLayout<TPass, TElement, TFinite, TLane, TSum, TRounding>(TPass pass, ChannelLayout layout, bool shortSegments)
        where TPass : IPass
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
    {
        if (layout == ChannelLayout.ChannelsLast)
            pass.Run<TElement, TFinite, TLane, TSum, TRounding, ChannelsLastLoops>();
        else if (shortSegments)
            pass.Run<TElement, TFinite, TLane, TSum, TRounding, ShortSegmentLoops>();
        else
            pass.Run<TElement, TFinite, TLane, TSum, TRounding, ChannelsFirstLoops>();
    }
}
