using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Forward pass with given statistics: one element-wise pass.</summary>
internal sealed class InferencePass(Activation activation, ChannelProblem problem, int threads) : IPass
{
    public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        if (activation == Activation.Relu)
            Map<TElement, TLane, TLayout, RectifiedMap<FormulaMap<NormalizeFormula<TLane, TRounding>, TLane>, TLane>>();
        else
            Map<TElement, TLane, TLayout, FormulaMap<NormalizeFormula<TLane, TRounding>, TLane>>();
    }

    private void Map<TElement, TLane, TLayout, TMap>()
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TMap : struct, IMap<TMap, TLane>
    {
        var normalize = new Phase((channel, channels, block) => TLayout.Map<TElement, TLane, TMap>(problem, channel, channels, block), null);
        new Schedule(problem.Shape.Channels, TLayout.ChannelsPerGroup(problem.Shape), problem.Blocks.Blocks, threads).Run(normalize);
    }
}

/// <summary>Gradients under given statistics: dx = dy·weight/s.</summary>
internal sealed unsafe class BackwardInferencePass(Activation activation, ChannelProblem problem, float* dweight, float* dbias, int threads) : IPass
{
    public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        if (activation == Activation.Relu)
        {
            Differentiate<TElement, TLane, TSum, TRounding, TLayout,
                RectifiedReducer<GradientReducer<TSum, TRounding>, TElement, TSum, TRounding>,
                RectifiedGradientFormula<OffsetGradientFormula<TLane, TRounding>, TElement, TLane, TRounding>>();
        }
        else
        {
            Differentiate<TElement, TLane, TSum, TRounding, TLayout, GradientReducer<TSum, TRounding>, OffsetGradientFormula<TLane, TRounding>>();
        }
    }

    private void Differentiate<TElement, TLane, TSum, TRounding, TLayout, TReducer, TFormula>()
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TSum>
        where TFormula : struct, IFormula<TFormula, TLane>
    {
        using var totals = new PartialTotals(problem.Shape.Channels, 2, problem.Blocks.Blocks);
        var sums = new Phase(
            (channel, channels, block) => TLayout.Reduce<TElement, TSum, TReducer>(
                problem, channel, channels, block, totals.Block(block)),
            (channel, channels) =>
            {
                totals.Combine<TSum, TReducer>(channel, channels);
                for (var c = channel; c < channel + channels; c++)
                {
                    var products = totals[1, c];
                    if (dweight != null)
                        dweight[c] = (float)(TRounding.ToHalf ? products : products * problem.Coefficients.Reciprocal[c]);
                    if (dbias != null)
                        dbias[c] = (float)totals[0, c];
                }
            });
        // Offset stays 0: constant statistics have no gradient.
        var apply = new Phase(
            (channel, channels, block) => TLayout.Map<TElement, TLane, FormulaMap<TFormula, TLane>>(problem, channel, channels, block),
            null);
        var schedule = new Schedule(problem.Shape.Channels, TLayout.ChannelsPerGroup(problem.Shape), problem.Blocks.Blocks, threads);
        if (dweight != null || dbias != null)
            schedule.Run(sums);
        if (problem.Output != null)
            schedule.Run(apply);
    }
}
