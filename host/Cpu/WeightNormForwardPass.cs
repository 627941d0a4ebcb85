using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Weight norm: the norm of each row, then the row scaled while it is in the cache.</summary>
internal sealed unsafe class WeightNormForwardPass(Norm norm, ChannelProblem problem, RowGain gain, RowStatistics statistics, int threads) : IPass
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
        using var totals = new PartialTotals(problem.Shape.Channels, 1, problem.Blocks.Blocks);
        var norms = new Phase(
            (row, rows, block) => TLayout.Reduce<TElement, TSum, DeviationReducer<TNorm, TSum, TRounding>>(problem, row, rows, block, totals.Block(block)),
            (row, rows) =>
            {
                totals.Combine<TSum, DeviationReducer<TNorm, TSum, TRounding>>(row, rows);
                for (var r = row; r < row + rows; r++)
                {
                    var length = TNorm.Length(totals[0, r]);
                    statistics.Norm[r] = (float)length;
                    statistics.Largest[r] = 0;
                    // A row of zeros stays one; it has no direction.
                    coefficients.Factor[r] = length == 0 ? 0 : (float)(gain[r] / length);
                    coefficients.Threshold[r] = (float)length;
                }

                if (TNorm.LargestAlone)
                    FindLargest<TElement, TLane, TRounding, TLayout>(row, rows);
            });
        var scale = new Phase(
            (row, rows, block) => TLayout.Map<TElement, TLane, FormulaMap<ScaleFormula<TLane>, TLane>>(problem, row, rows, block),
            null);
        var schedule = new Schedule(problem.Shape.Channels, TLayout.ChannelsPerGroup(problem.Shape), problem.Blocks.Blocks, threads);
        if (problem.Output == null)
            schedule.Run(norms);
        else
            schedule.Run(norms, scale);
    }

    private void FindLargest<TElement, TLane, TRounding, TLayout>(int row, int rows)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        var scanner = new FirstScanner(problem, statistics);
        for (long block = 0; block < problem.Blocks.Blocks; block++)
            TLayout.Scan<TElement, TLane, TRounding>(problem, row, rows, block, scanner);
    }
}

/// <summary>Notes the first element that reaches the row's norm, and lifts the threshold out of reach of the others.</summary>
internal sealed unsafe class FirstScanner(ChannelProblem problem, RowStatistics statistics) : IScanner
{
    private readonly float* threshold = problem.Coefficients.Threshold;

    public void Take(int channel, long index, float d, float dy)
    {
        if (float.IsPositiveInfinity(threshold[channel]))
            return;
        statistics.Largest[channel] = (int)(index - channel * problem.Shape.CountPerChannel);
        threshold[channel] = float.PositiveInfinity;
    }
}

/// <summary>w = v·factor.</summary>
internal readonly struct ScaleFormula<TLane>(TLane factor) : IFormula<ScaleFormula<TLane>, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    public static bool ReadsX => true;

    public static bool ReadsGradient => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ScaleFormula<TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(channels.Load<TLane>(coefficients.Factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane GradientCentre<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => TLane.Broadcast(0);

    public TLane Apply(TLane d, TLane centred) => d * factor;
}
