using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>Gradients of range, and of the mean alone.</content>
internal sealed unsafe partial class BackwardPass
{
    private void RangeBehind<TElement, TFinite, TLane, TSum, TRounding, TLayout, TFormula>()
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
            Range<TElement, TFinite, TLane, TSum, TRounding, TLayout,
                RectifiedReducer<GradientReducer<TSum, TRounding>, TElement, TSum, TRounding>,
                RectifiedGradientFormula<TFormula, TElement, TLane, TRounding>, FoldedProductMap<FoldedReluGate<TLane>, TLane>>();
        }
        else
        {
            Range<TElement, TFinite, TLane, TSum, TRounding, TLayout, GradientReducer<TSum, TRounding>, TFormula, FoldedProductMap<OpenGate<TLane>, TLane>>();
        }
    }

    private void MeanBehind<TElement, TFinite, TLane, TSum, TRounding, TLayout, TFormula>()
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
            MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout,
                RectifiedReducer<BiasGradientReducer<TSum>, TElement, TSum, TRounding>,
                RectifiedGradientFormula<TFormula, TElement, TLane, TRounding>, FoldedProductMap<FoldedReluGate<TLane>, TLane>>();
        }
        else
        {
            MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout, BiasGradientReducer<TSum>, TFormula, FoldedProductMap<OpenGate<TLane>, TLane>>();
        }
    }

    private void Range<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>()
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
        var chunks = ChunkRange.Chunks(count);
        using var ends = new EndGradients(problem, chunks, settings.Activation);
        Sparse<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>(
            chunks,
            new SparseSearch(
                ends.Look<TElement, TRounding, TLayout>,
                ends.Collect<TElement, TRounding>,
                _ => 0,
                ends.StoreIn<TElement, TRounding>,
                ends.Store<TElement, TRounding>));
    }

    private void MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TSum>
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TFolded : struct, IMap<TFolded, TLane> =>
        Sparse<TElement, TFinite, TLane, TSum, TRounding, TLayout, TReducer, TFormula, TFolded>(
            count, SparseSearch.Nothing);
}
