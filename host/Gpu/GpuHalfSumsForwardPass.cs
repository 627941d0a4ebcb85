using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.HalfSums;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Ranges;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>Training forward pass with hierarchical FP16 accumulators.</summary>
internal sealed class GpuHalfSumsForwardPass(GpuProblem problem) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        var selected = (int)TopK.Selected(problem.Settings.K, problem.Count);
        using var means = new HierarchicalMeans(problem, problem.Settings.Norm == Norm.TopK ? selected : 0);
        means.Average<TStorage, TLayout, TRounding, ShiftedTerm>();
        Finish<PlainSum>(means, StatisticsFinish.HalfMean<TStorage, TLayout, TRounding>, 0);
        switch (problem.Settings.Norm)
        {
            case Norm.L1:
                means.Average<TStorage, TLayout, TRounding, ContributionTerm<L1>>();
                Finish<NormTotal<L1>>(means, StatisticsFinish.Deviation, problem.Constant);
                break;
            case Norm.L2:
                means.Average<TStorage, TLayout, TRounding, ContributionTerm<L2>>();
                Finish<NormTotal<L2>>(means, StatisticsFinish.Deviation, problem.Constant);
                break;
            case Norm.LInf:
                problem.Reduce<TStorage, TLayout, TLane, ExtentReducer<TLane, TRounding>, Extent, TGroup>();
                problem.Finish<Extent>(StatisticsFinish.ExtentAroundMean<LInf, TRounding>, problem.Constant);
                break;
            case Norm.TopK:
                new GpuSelection(problem).FindThresholds<TopK, TStorage, TLayout, TRounding>();
                means.AverageSelected<TStorage, TLayout, TRounding>(selected);
                Finish<PlainSum>(means, StatisticsFinish.SelectedMean<TopK>, problem.Constant);
                break;
            case Norm.Range:
                using (var range = new GpuRange(problem))
                {
                    range.FindExtents<TStorage, TLayout, TLane, TRounding>();
                    range.Finish(RangeFinish.HalfSums<TRounding>);
                }

                break;
            case Norm.Mean:
                problem.RecordNoDeviation();
                break;
            default:
                throw new ArgumentException($"Norm {problem.Settings.Norm} is not known.");
        }

        problem.Normalize<TStorage, TLayout, TLane, TRounding>();
    }

    private void Finish<TTotals>(HierarchicalMeans means, Action<FinishArguments<TTotals>> kernel, float constant)
        where TTotals : unmanaged, ITotals<TTotals> => problem.Device.Kernels.Launch(
            // The means are the totals of one average element.
            problem.PerChannel, kernel, problem.FinishArguments(means.Means.Cast<TTotals>(), constant, 1));
}
