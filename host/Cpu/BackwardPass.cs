using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Gradients of the training forward pass with FP32 accumulators.</summary>
internal sealed unsafe partial class BackwardPass(
    BatchNormSettings settings, ChannelProblem problem, float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads) : IPass
{
    private readonly long count = problem.Shape.CountPerChannel;
    private readonly float constant = NormConstants.Of(settings, problem.Shape.CountPerChannel);

    public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        // What widens halves multiplies in any case, so their formulas are multiplied out.
        if (TFinite.AssumesFinite)
            Run<TElement, TFinite, TLane, TSum, TRounding, TLayout, SignGradientFormula<TLane>, SlopeGradientFormula<TLane>, ProductGradientFormula<TLane>>();
        else
            Run<TElement, TFinite, TLane, TSum, TRounding, TLayout, DenseGradientFormula<L1, TLane, TRounding>, DenseGradientFormula<L2, TLane, TRounding>, OffsetGradientFormula<TLane, TRounding>>();
    }

    private void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout, TL1, TL2, TSparse>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TL1 : struct, IGradientFormula<TL1, TLane>
        where TL2 : struct, IGradientFormula<TL2, TLane>
        where TSparse : struct, IGradientFormula<TSparse, TLane>
    {
        switch (settings.Norm)
        {
            case Norm.L1:
                DenseBehind<L1, TElement, TFinite, TLane, TSum, TRounding, TLayout, TL1,
                    FoldedSignMap<OpenGate<TLane>, TLane>, FoldedSignMap<FoldedReluGate<TLane>, TLane>>();
                break;
            case Norm.L2:
                DenseBehind<L2, TElement, TFinite, TLane, TSum, TRounding, TLayout, TL2,
                    FoldedSlopeMap<OpenGate<TLane>, TLane>, FoldedSlopeMap<FoldedReluGate<TLane>, TLane>>();
                break;
            case Norm.LInf:
                SelectingBehind<LInf, TElement, TFinite, TLane, TSum, TRounding, TLayout, TSparse>();
                break;
            case Norm.TopK:
                SelectingBehind<TopK, TElement, TFinite, TLane, TSum, TRounding, TLayout, TSparse>();
                break;
            case Norm.Range:
                RangeBehind<TElement, TFinite, TLane, TSum, TRounding, TLayout, TSparse>();
                break;
            case Norm.Mean:
                MeanBehind<TElement, TFinite, TLane, TSum, TRounding, TLayout, TSparse>();
                break;
            default:
                throw new ArgumentException($"Norm {settings.Norm} is not known.");
        }
    }

    private void DenseBehind<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, TFormula, TFolded, TFoldedRelu>()
        where TNorm : struct, IDenseGradient
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TFolded : struct, IMap<TFolded, TLane>
        where TFoldedRelu : struct, IMap<TFoldedRelu, TLane>
    {
        if (settings.Activation == Activation.Relu)
        {
            Dense<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout,
                RectifiedReducer<SlopeReducer<TNorm, TSum, TRounding>, TElement, TSum, TRounding>,
                RectifiedGradientFormula<TFormula, TElement, TLane, TRounding>, TFoldedRelu>();
        }
        else
        {
            Dense<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, SlopeReducer<TNorm, TSum, TRounding>, TFormula, TFolded>();
        }
    }

    private void SelectingBehind<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, TFormula>()
        where TNorm : struct, ISelectingNorm
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TFormula : struct, IGradientFormula<TFormula, TLane>
    {
        if (settings.Activation == Activation.Relu)
        {
            Selecting<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout,
                RectifiedReducer<GradientReducer<TSum, TRounding>, TElement, TSum, TRounding>,
                RectifiedGradientFormula<TFormula, TElement, TLane, TRounding>, FoldedProductMap<FoldedReluGate<TLane>, TLane>>();
        }
        else
        {
            Selecting<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, GradientReducer<TSum, TRounding>, TFormula, FoldedProductMap<OpenGate<TLane>, TLane>>();
        }
    }

    private void Dense<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>()
        where TNorm : struct, IDenseGradient
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TSum>
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TFolded : struct, IMap<TFolded, TLane>
    {
        using var totals = new PartialTotals(problem.Shape.Channels, 4, problem.Blocks.Blocks);
        var sums = new Phase(
            (channel, channels, block) => FiniteLoops.ReduceOnTrust<TElement, TFinite, TSum, TLayout, TReducer>(
                problem, channel, channels, block, totals),
            (channel, channels) =>
            {
                FiniteLoops.Settle<TElement, TFinite, TSum, TLayout, TReducer>(problem, channel, channels, totals);
                ChannelWork.Run(new DenseSettlement<TNorm, TRounding, TFormula, TLane>(this, totals), channel, channels);
            });
        var apply = new Phase(
            (channel, channels, block) => FiniteLoops.Map<TElement, TFinite, TLane, TLayout, FormulaMap<TFormula, TLane>, TFolded>(problem, channel, channels, block),
            null);
        RunPhases(sums, apply, TLayout.ChannelsPerGroup(problem.Shape));
    }

    private void Selecting<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>()
        where TNorm : struct, ISelectingNorm
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TSum>
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TFolded : struct, IMap<TFolded, TLane>
    {
        var shape = problem.Shape;
        var selected = TNorm.Selected(settings.K, count);
        using var selection = new SelectionAgain(problem, TLayout.ChannelsPerGroup(shape), selected, statistics);
        Sparse<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>(
            selected,
            new SparseSearch(
                (channel, channels, block) => FiniteLoops.Scan<TElement, TFinite, TLane, TRounding, TLayout>(problem, channel, channels, block, selection.Scanner(channel, block)),
                (_, _) => { },
                selection.Settle,
                (channel, _, block, gradient) => StoreSelected<TElement, TLane, TRounding>(selection, channel, block, gradient),
                (_, _, _) => { }));
    }

    /// <summary>A norm whose gradient reaches few elements.</summary>
    /// <param name="share">What the slope of an element, ±1, is divided by.</param>
    /// <param name="search">Finds them.</param>
    private void Sparse<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>(long share, SparseSearch search)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TSum>
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TFolded : struct, IMap<TFolded, TLane>
    {
        // The gradients of weight and bias need none of them.
        if (problem.Output == null)
            search = SparseSearch.Nothing;
        var shape = problem.Shape;
        using var gradient = new SparseGradient(shape.Channels);
        using var totals = new PartialTotals(shape.Channels, 3, problem.Blocks.Blocks);
        var sums = new Phase(
            (channel, channels, block) =>
            {
                FiniteLoops.ReduceOnTrust<TElement, TFinite, TSum, TLayout, TReducer>(problem, channel, channels, block, totals);
                search.Look(channel, channels, block);
            },
            (channel, channels) =>
            {
                FiniteLoops.Settle<TElement, TFinite, TSum, TLayout, TReducer>(problem, channel, channels, totals);
                search.Collect(channel, channels);
                for (var c = channel; c < channel + channels; c++)
                    gradient.Offsets[c] = search.Signs(c);
                var products = TReducer.Totals > 1 ? totals.Total(1) : null;
                ChannelWork.Run(new SparseSettlement<TRounding, TFormula, TLane>(this, totals.Total(0), products, gradient, share), channel, channels);
            });
        var apply = new Phase(
            (channel, channels, block) =>
            {
                FiniteLoops.Map<TElement, TFinite, TLane, TLayout, FormulaMap<TFormula, TLane>, TFolded>(problem, channel, channels, block);
                search.StoreIn(channel, channels, block, gradient);
            },
            (channel, channels) => search.Store(channel, channels, gradient));
        RunPhases(sums, apply, TLayout.ChannelsPerGroup(shape));
    }

    /// <summary>Stores dx of the selected elements of a block.</summary>
    private void StoreSelected<TElement, TLane, TRounding>(SelectionAgain selection, int channel, long block, SparseGradient gradient)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        foreach (ref readonly var candidate in selection.Candidates(channel, block))
        {
            if (!selection.Selects(candidate, block))
                continue;
            var (c, sign) = (candidate.Channel, candidate.Sign);
            var dy = settings.Activation == Activation.Relu ? PassRelu<TElement, TLane, TRounding>(candidate) : candidate.Gradient;
            var (offset, slopeFactor) = (gradient.Offsets[c], gradient.SlopeFactors[c]);
            // It can exceed its neighbours a thousandfold, so FP32 arithmetic takes it in double and rounds once.
            TElement.StoreOne(problem.Output, candidate.Index, TRounding.ToHalf
                ? SelectedGradient<TRounding>(dy, sign, (float)offset, (float)slopeFactor, problem.Coefficients.Factor[c])
                : (float)((dy - offset - sign * slopeFactor) * gradient.Factors[c]));
        }
    }

    /// <summary>The gradient of a selected element as the ReLU passes it.</summary>
    private float PassRelu<TElement, TLane, TRounding>(in SelectionAgain.Candidate candidate)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var gate = ReluGate<TElement, TLane, TRounding>.Start(problem.Coefficients, new OneChannel(candidate.Channel));
        var x = TLane.Broadcast(TElement.LoadOne(problem.X, candidate.Index));
        return PartialLane.Element(gate.Pass(x - TLane.Broadcast(problem.Coefficients.Origin[candidate.Channel]), TLane.Broadcast(candidate.Gradient)), 0);
    }

    private static float SelectedGradient<TRounding>(float dy, float sign, float offset, float slopeFactor, float factor)
        where TRounding : struct, IRounding =>
        Elementwise.Gradient<FloatLane, TRounding>(
            Elementwise.CentredGradient<FloatLane, TRounding>(new FloatLane(dy), new FloatLane(offset)), new FloatLane(sign), new FloatLane(slopeFactor), new FloatLane(factor)).Value;

    private void RunPhases(Phase sums, Phase apply, int channelsPerGroup)
    {
        var schedule = new Schedule(problem.Shape.Channels, channelsPerGroup, problem.Blocks.Blocks, threads);
        if (problem.Output == null)
            schedule.Run(SetFactors, null, sums);
        else
            schedule.Run(SetFactors, null, sums, apply);
    }

    /// <summary>Sets what the forward pass had of neighbouring channels.</summary>
    private void SetFactors(int channel, int channels)
    {
        var coefficients = problem.Coefficients;
        coefficients.SetCentres(channel, channels, statistics);
        coefficients.SetAffine(channel, channels, statistics.Scale, weight, bias);
        new ReadOnlySpan<float>(statistics.Threshold + channel, channels).CopyTo(new Span<float>(coefficients.Threshold + channel, channels));
        if (Folding.Suits(settings, problem.Type))
            Folding.MultiplyOut(coefficients, channel, channels, statistics);
    }
}
