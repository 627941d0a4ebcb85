using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Ranges;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>Training forward pass with FP32 accumulators: mean and deviation in one read where the norm permits, then normalize.</summary>
internal sealed class GpuForwardPass(GpuProblem problem) : IGpuPass
{
    public void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        switch (problem.Settings.Norm)
        {
            case Norm.L1:
                Deviation<L1, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.L2 when TRounding.ToHalf:
                // Squares rounded to half do not come out of shifted sums.
                Deviation<L2, TStorage, TLayout, TLane, TRounding, TGroup>();
                break;
            case Norm.L2:
                problem.Reduce<TStorage, TLayout, TLane, MomentsReducer<TLane>, Moments, TGroup>();
                problem.Finish<Moments>(StatisticsFinish.Moments<L2>, problem.Constant);
                break;
            case Norm.LInf:
                problem.Reduce<TStorage, TLayout, TLane, ExtentReducer<TLane, TRounding>, Extent, TGroup>();
                problem.Finish<Extent>(StatisticsFinish.Extent<LInf, TStorage, TLayout, TRounding>, problem.Constant);
                break;
            case Norm.TopK:
                Mean<TStorage, TLayout, TLane, TRounding, TGroup>();
                new GpuSelection(problem).FindThresholds<TopK, TStorage, TLayout, TRounding>();
                problem.Reduce<TStorage, TLayout, TLane, AboveReducer<TLane, TRounding>, PlainSum, TGroup>();
                problem.Device.Kernels.Launch(
                    problem.PerChannel,
                    StatisticsFinish.Selected<TopK>,
                    problem.FinishArguments<PlainSum>(problem.Constant, TopK.Selected(problem.Settings.K, problem.Count)));
                break;
            case Norm.Range:
                using (var range = new GpuRange(problem))
                {
                    range.FindExtents<TStorage, TLayout, TLane, TRounding>();
                    range.Finish(RangeFinish.Run<TStorage, TLayout, TRounding>);
                }

                break;
            case Norm.Mean:
                Mean<TStorage, TLayout, TLane, TRounding, TGroup>();
                problem.RecordNoDeviation();
                break;
            default:
                throw new ArgumentException($"Norm {problem.Settings.Norm} is not known.");
        }

        problem.Normalize<TStorage, TLayout, TLane, TRounding>();
    }

    private void Mean<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        problem.Reduce<TStorage, TLayout, TLane, MeanReducer<TLane, TRounding>, Sum, TGroup>();
        problem.Finish<Sum>(StatisticsFinish.Mean<TStorage, TLayout>, 0);
    }

    private void Deviation<TNorm, TStorage, TLayout, TLane, TRounding, TGroup>()
        where TNorm : struct, IReducingNorm
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction
    {
        Mean<TStorage, TLayout, TLane, TRounding, TGroup>();
        problem.Reduce<TStorage, TLayout, TLane, DeviationReducer<TNorm, TLane, TRounding>, NormTotal<TNorm>, TGroup>();
        problem.Finish<NormTotal<TNorm>>(StatisticsFinish.Deviation, problem.Constant);
    }
}
