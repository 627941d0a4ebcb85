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
    /// <summary>Runs the pass for the given arithmetic and problem, on the widest lane of this machine that a row of channels fills.</summary>
    public static void Run<TPass>(TPass pass, Arithmetic arithmetic, ChannelProblem problem)
        where TPass : IPass
    {
        var shape = problem.Shape;
        var subnormals = problem.Type == ElementType.Float16
            && (Subnormals.AboundIn((ushort*)problem.X, shape.Count) || Subnormals.AboundIn((ushort*)problem.Gradient, shape.Count));
        Run(pass, problem.Type, arithmetic, problem.Loops, problem.Loops == LoopLayout.ChannelsLast ? shape.Channels : int.MaxValue, subnormals);
    }

    /// <summary>The same for tensors of which at least so many elements lie side by side.</summary>
    public static void Run<TPass>(TPass pass, ElementType type, Arithmetic arithmetic, LoopLayout loops, int neighbours = int.MaxValue, bool subnormals = false)
        where TPass : IPass
    {
        if (Vector512.IsHardwareAccelerated && neighbours >= Lane16.Width)
            WithLane<TPass, Lane16>(pass, type, arithmetic, loops, subnormals);
        else
            WithLane<TPass, Lane8>(pass, type, arithmetic, loops, subnormals);
    }

    private static void WithLane<TPass, TLane>(TPass pass, ElementType type, Arithmetic arithmetic, LoopLayout loops, bool subnormals)
        where TPass : IPass
        where TLane : struct, ISimdLane<TLane>
    {
        switch (type, arithmetic)
        {
            case (ElementType.Float32, _):
                WithLayout<TPass, SingleElement, SingleElement, TLane, DoubleLane8, SingleRounding>(pass, loops);
                break;
            case (_, Arithmetic.Float32) when subnormals:
                WithLayout<TPass, HalfElement, FiniteHalfElement<SubnormalLoad>, TLane, TLane, SingleRounding>(pass, loops);
                break;
            case (_, Arithmetic.Float32):
                WithLayout<TPass, HalfElement, FiniteHalfElement<NormalLoad>, TLane, TLane, SingleRounding>(pass, loops);
                break;
            default:
                WithLayout<TPass, HalfElement, HalfElement, TLane, TLane, HalfRounding>(pass, loops);
                break;
        }
    }

    private static void WithLayout<TPass, TElement, TFinite, TLane, TSum, TRounding>(TPass pass, LoopLayout loops)
        where TPass : IPass
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
    {
        switch (loops)
        {
            case LoopLayout.ChannelsLast:
                pass.Run<TElement, TFinite, TLane, TSum, TRounding, ChannelsLastLoops>();
                break;
            case LoopLayout.ShortSegments:
                pass.Run<TElement, TFinite, TLane, TSum, TRounding, ShortSegmentLoops>();
                break;
            default:
                pass.Run<TElement, TFinite, TLane, TSum, TRounding, ChannelsFirstLoops>();
                break;
        }
    }
}
