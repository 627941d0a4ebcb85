using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>Turns given statistics into factors.</summary>
internal static class GpuConstantStatistics
{
    public static void Prepare(GpuProblem problem)
    {
        var arguments = new PrepareArguments(problem.Table.View, problem.Shape.Channels, problem.Settings.Epsilon);
        // The running scale of all norms but L2 is taken as it is, plus epsilon.
        if (problem.Settings.Norm == Norm.Mean)
            problem.Device.Kernels.Launch(problem.PerChannel, GradientFinish.PrepareConstant<MeanOnly>, arguments);
        else if (problem.Settings.Norm == Norm.L2)
            problem.Device.Kernels.Launch(problem.PerChannel, GradientFinish.PrepareConstant<L2>, arguments);
        else
            problem.Device.Kernels.Launch(problem.PerChannel, GradientFinish.PrepareConstant<L1>, arguments);
    }
}

/// <summary>Forward pass with given statistics: one element-wise pass.</summary>
internal sealed class GpuInferencePass(GpuProblem problem) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        GpuConstantStatistics.Prepare(problem);
        problem.Normalize<TStorage, TLayout, TLane, TRounding>();
    }
}

/// <summary>Gradients under given statistics: dx = dy·weight/s.</summary>
internal sealed class GpuBackwardInferencePass(GpuProblem problem, bool wantsInputGradient) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        GpuConstantStatistics.Prepare(problem);
        // L2's slopes need no sum, so the reduction is the plain one.
        problem.ReduceGradients<TStorage, TLayout, TLane, TRounding, GradientReducer<L2, TLane, TRounding>, GradientSums, TGroup>();
        problem.Finish<GradientSums>(GradientFinish.Constant<TRounding>, 0);
        if (wantsInputGradient)
            problem.MapGradients<TStorage, TLayout, TLane, TRounding, OffsetGradientMap<TLane, TRounding>>();
    }
}
