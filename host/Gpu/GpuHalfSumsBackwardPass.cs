using ILGPU;
using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.HalfSums;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>Gradients with hierarchical FP16 accumulators; with constant statistics where the call has them.</summary>
internal sealed class GpuHalfSumsBackwardPass(GpuProblem problem, bool constantStatistics, bool wantsInputGradient) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        if (constantStatistics)
        {
            GpuConstantStatistics.Prepare(problem);
        }
        else
        {
            problem.Device.Kernels.Launch(
                problem.PerChannel, GradientFinish.Prepare, new PrepareArguments(problem.Table.View, problem.Shape.Channels, problem.Settings.Epsilon));
        }

        using var gradients = new HierarchicalMeans(problem);
        using var products = new HierarchicalMeans(problem);
        gradients.AverageGradients<TStorage, TLayout, TRounding, GradientTerm>();
        products.AverageGradients<TStorage, TLayout, TRounding, ProductTerm>();
        switch (constantStatistics ? (Norm?)null : problem.Settings.Norm)
        {
            case null:
                FinishDense(gradients, products, products, GradientFinish.Constant<HalfRounding>, 0);
                if (wantsInputGradient)
                    problem.MapGradients<TStorage, TLayout, TLane, TRounding, OffsetGradientMap<TLane, TRounding>>();
                break;
            case Norm.L1:
                Dense<L1, TStorage, TLayout, TLane, TRounding>(gradients, products);
                break;
            case Norm.L2:
                Dense<L2, TStorage, TLayout, TLane, TRounding>(gradients, products);
                break;
            case Norm.LInf:
                Selecting<LInf, TStorage, TLayout, TLane, TRounding, TGroup>(gradients, products);
                break;
            case Norm.TopK:
                Selecting<TopK, TStorage, TLayout, TLane, TRounding, TGroup>(gradients, products);
                break;
            case Norm.Range:
                using (var range = new GpuRange(problem))
                {
                    SumsForFew(gradients, products, ChunkRange.Chunks(problem.Count));
                    range.FindExtents<TStorage, TLayout, TLane, TRounding>();
                    if (wantsInputGradient)
                        range.MapGradients<TStorage, TLayout, TLane, TRounding>(MapOffset<TStorage, TLayout, TLane, TRounding>);
                }

                break;
            case Norm.Mean:
                SumsForFew(gradients, products, problem.Count);
                if (wantsInputGradient)
                    MapOffset<TStorage, TLayout, TLane, TRounding>();
                break;
            default:
                throw new ArgumentException($"Norm {problem.Settings.Norm} is not known.");
        }
    }

    private void Dense<TNorm, TStorage, TLayout, TLane, TRounding>(HierarchicalMeans gradients, HierarchicalMeans products)
        where TNorm : struct, IDenseGradient
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        using var slopes = new HierarchicalMeans(problem);
        slopes.Average<TStorage, TLayout, TRounding, SlopeTerm<TNorm>>();
        FinishDense(gradients, products, slopes, GradientFinish.Dense<TNorm, HalfRounding>, problem.Constant);
        if (wantsInputGradient)
            problem.MapGradients<TStorage, TLayout, TLane, TRounding, DenseGradientMap<TNorm, TLane, TRounding>>();
    }

    private void FinishDense(
        HierarchicalMeans gradients, HierarchicalMeans products, HierarchicalMeans slopes, Action<FinishArguments<GradientSums>> kernel, float constant)
    {
        var totals = problem.Totals<GradientSums>();
        problem.Device.Kernels.Launch(
            problem.PerChannel,
            MeansToTotals.Dense,
            new MeansArguments<GradientSums>(problem.Shape.Channels, problem.Count, gradients.Means, products.Means, slopes.Means, totals));
        // The products hold xhat already, as sums in FP16 arithmetic do.
        problem.Device.Kernels.Launch(problem.PerChannel, kernel, problem.FinishArguments(totals, constant, problem.Count));
    }

    /// <summary>Coefficients of a norm with slopes ±1 at few elements, as many of either sign.</summary>
    private void SumsForFew(HierarchicalMeans gradients, HierarchicalMeans products, long share)
    {
        var totals = MeansToSums(gradients, products);
        problem.FinishFew<HalfRounding>(problem.FinishArguments(totals, problem.Constant * (problem.Count / (float)share), problem.Count));
    }

    private ArrayView<SelectionSums> MeansToSums(HierarchicalMeans gradients, HierarchicalMeans products)
    {
        var totals = problem.Totals<SelectionSums>();
        problem.Device.Kernels.Launch(
            problem.PerChannel,
            MeansToTotals.Selecting,
            new MeansArguments<SelectionSums>(problem.Shape.Channels, problem.Count, gradients.Means, products.Means, products.Means, totals));
        return totals;
    }

    private void MapOffset<TStorage, TLayout, TLane, TRounding>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding =>
        problem.MapGradients<TStorage, TLayout, TLane, TRounding, OffsetGradientMap<TLane, TRounding>>();

    private void Selecting<TNorm, TStorage, TLayout, TLane, TRounding, TGroup>(HierarchicalMeans gradients, HierarchicalMeans products)
        where TNorm : struct, ISelectingNorm
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        var device = problem.Device;
        using var cutoffs = device.Buffers.Borrow((long)problem.Shape.Channels * sizeof(int));
        using var signs = device.Buffers.Borrow((long)problem.Shape.Channels * sizeof(int));
        problem.Reduce<TStorage, TLayout, TLane, SelectionReducer<TLane, TRounding>, SelectionSums, TGroup>();
        new GpuSelection(problem).FindCutoffs<TStorage, TLayout, TRounding>(cutoffs, signs);
        var totals = MeansToSums(gradients, products);
        var share = problem.Count / (float)TNorm.Selected(problem.Settings.K, problem.Count);
        device.Kernels.Launch(
            problem.PerChannel,
            GradientFinish.Selecting<HalfRounding>,
            new SelectingFinishArguments(
                problem.FinishArguments(totals, problem.Constant * share, problem.Count), signs.As<int>()));
        if (wantsInputGradient)
            problem.MapSelectedGradients<TStorage, TLayout, TLane, TRounding>(cutoffs.As<int>());
    }
}
