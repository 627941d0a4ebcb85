using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Gradients of weight norm: the sum dw·v of each row, then the row while it is in the cache.</summary>
internal sealed unsafe class WeightNormBackwardPass(
    Norm norm, ChannelProblem problem, RowGain gain, RowStatistics statistics, float* dg, int threads) : IPass
{
    public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        switch (norm)
        {
            case Norm.L1:
                Rows<L1, TElement, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.L2:
                Rows<L2, TElement, TLane, TSum, TRounding, TLayout>();
                break;
            default:
                Rows<LInf, TElement, TLane, TSum, TRounding, TLayout>();
                break;
        }
    }

    private void Rows<TNorm, TElement, TLane, TSum, TRounding, TLayout>()
        where TNorm : struct, IWeightNorm
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        var coefficients = problem.Coefficients;
        var largest = new float[TNorm.LargestAlone ? problem.Shape.Channels : 0];
        using var totals = new PartialTotals(problem.Shape.Channels, 2, problem.Blocks.Blocks);
        var sums = new Phase(
            (row, rows, block) => TLayout.Reduce<TElement, TSum, GradientReducer<TSum, TRounding>>(problem, row, rows, block, totals.Block(block)),
            (row, rows) =>
            {
                totals.Combine<TSum, GradientReducer<TSum, TRounding>>(row, rows);
                for (var r = row; r < row + rows; r++)
                {
                    double length = statistics.Norm[r];
                    // A row of zeros has no direction: its gradients are 0.
                    var reciprocal = length == 0 ? 0 : 1 / length;
                    var slopeFactor = totals[1, r] * reciprocal;
                    coefficients.Reciprocal[r] = (float)reciprocal;
                    coefficients.SlopeFactor[r] = (float)slopeFactor;
                    coefficients.Factor[r] = (float)(gain[r] * reciprocal);
                    if (dg != null)
                        dg[r] = (float)slopeFactor;
                    // Taken before dv is written, which may be where dw lies.
                    if (TNorm.LargestAlone && problem.Output != null)
                        largest[r] = LargestGradient<TElement, TLayout>(r, slopeFactor, gain[r] * reciprocal);
                }
            });
        var apply = new Phase(
            (row, rows, block) => TLayout.Map<TElement, TLane, FormulaMap<WeightGradientFormula<TNorm, TLane>, TLane>>(problem, row, rows, block),
            (row, rows) =>
            {
                for (var r = row; TNorm.LargestAlone && r < row + rows; r++)
                    TElement.StoreOne(problem.Output, TLayout.Index(problem.Shape, r, statistics.Largest[r]), largest[r]);
            });
        var schedule = new Schedule(problem.Shape.Channels, TLayout.ChannelsPerGroup(problem.Shape), problem.Blocks.Blocks, threads);
        if (problem.Output == null)
            schedule.Run(sums);
        else
            schedule.Run(sums, apply);
    }

    /// <summary>dv of the first of the largest elements. It carries the whole sum dw·v, so it is taken in double and rounded once.</summary>
    private float LargestGradient<TElement, TLayout>(int row, double slopeFactor, double factor)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
    {
        var index = TLayout.Index(problem.Shape, row, statistics.Largest[row]);
        var sign = DoubleLane.Sign(new DoubleLane(TElement.LoadOne(problem.X, index))).Value;
        return (float)(factor * (TElement.LoadOne(problem.Gradient, index) - sign * slopeFactor));
    }
}

/// <summary>dv = factor·(dw − direction·slopeFactor).</summary>
internal readonly struct WeightGradientFormula<TNorm, TLane>(TLane reciprocal, TLane slopeFactor, TLane factor) : IFormula<WeightGradientFormula<TNorm, TLane>, TLane>
    where TNorm : struct, IWeightNorm
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => !TNorm.LargestAlone;

    public static bool ReadsGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe WeightGradientFormula<TNorm, TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(
            channels.Load<TLane>(coefficients.Reciprocal),
            channels.Load<TLane>(coefficients.SlopeFactor),
            channels.Load<TLane>(coefficients.Factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    public TLane Apply(TLane d, TLane centred) => TLane.SubtractProduct(centred, TNorm.Direction(d, reciprocal), slopeFactor) * factor;
}
