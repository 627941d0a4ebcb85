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

/// <summary>Gradients of the training forward pass with FP32 accumulators.</summary>
internal sealed class GpuBackwardPass(GpuProblem problem, bool wantsInputGradient) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        problem.Device.Kernels.Launch(
            problem.PerChannel, GradientFinish.Prepare, new PrepareArguments(problem.Table.View, problem.Shape.Channels, problem.Settings.Epsilon));
        switch (problem.Settings.Norm)
        {
            case Norm.L1:
                Dense<L1, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.L2:
                Dense<L2, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.LInf:
                Selecting<LInf, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.TopK:
                Selecting<TopK, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.Range:
                using (var range = new GpuRange(problem))
                {
                    SumsForFew<TStorage, TLayout, TLane, TRounding, TGroup>(ChunkRange.Chunks(problem.Count));
                    range.FindExtents<TStorage, TLayout, TLane, TRounding>();
                    if (wantsInputGradient)
                        range.MapGradients<TStorage, TLayout, TLane, TRounding>(MapOffset<TStorage, TLayout, TLane, TRounding>);
                }

                break;
            case Norm.Mean:
                SumsForFew<TStorage, TLayout, TLane, TRounding, TGroup>(problem.Count);
                if (wantsInputGradient)
                    MapOffset<TStorage, TLayout, TLane, TRounding>();
                break;
            default:
                throw new ArgumentException($"Norm {problem.Settings.Norm} is not known.");
        }
    }

    private void Dense<TNorm, TStorage, TLayout, TLane, TRounding, TGroup>()
        where TNorm : struct, IDenseGradient
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        problem.ReduceGradients<TStorage, TLayout, TLane, TRounding, GradientReducer<TNorm, TLane, TRounding>, GradientSums, TGroup>();
        problem.Finish<GradientSums>(GradientFinish.Dense<TNorm, TRounding>, problem.Constant);
        if (wantsInputGradient)
            problem.MapGradients<TStorage, TLayout, TLane, TRounding, DenseGradientMap<TNorm, TLane, TRounding>>();
    }

    /// <summary>Sums and coefficients of a norm with slopes ±1 at few elements, as many of either sign.</summary>
    private void SumsForFew<TStorage, TLayout, TLane, TRounding, TGroup>(long share)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        problem.ReduceGradients<TStorage, TLayout, TLane, TRounding, SelectionReducer<TLane, TRounding>, SelectionSums, TGroup>();
        problem.FinishFew<TRounding>(problem.FinishArguments<SelectionSums>(problem.Constant * (problem.Count / (float)share), problem.Count));
    }

    private void MapOffset<TStorage, TLayout, TLane, TRounding>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding =>
        problem.MapGradients<TStorage, TLayout, TLane, TRounding, OffsetGradientMap<TLane, TRounding>>();

    private void Selecting<TNorm, TStorage, TLayout, TLane, TRounding, TGroup>()
        where TNorm : struct, ISelectingNorm
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        var device = problem.Device;
        var channels = problem.Shape.Channels;
        using var cutoffs = device.Buffers.Borrow((long)channels * sizeof(int));
        using var signs = device.Buffers.Borrow((long)channels * sizeof(int));
        problem.ReduceGradients<TStorage, TLayout, TLane, TRounding, SelectionReducer<TLane, TRounding>, SelectionSums, TGroup>();
        new GpuSelection(problem).FindCutoffs<TStorage, TLayout, TRounding>(cutoffs, signs);
        var share = problem.Count / (float)TNorm.Selected(problem.Settings.K, problem.Count);
        device.Kernels.Launch(
            problem.PerChannel,
            GradientFinish.Selecting<TRounding>,
            new SelectingFinishArguments(
                problem.FinishArguments<SelectionSums>(problem.Constant * share, problem.Count), signs.As<int>()));
        if (wantsInputGradient)
            problem.MapSelectedGradients<TStorage, TLayout, TLane, TRounding>(cutoffs.As<int>());
    }
}
