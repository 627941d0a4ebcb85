using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>Norms that need no second look at x: range, L∞, and the mean alone.</content>
internal sealed unsafe partial class ForwardPass
{
    private void Range<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        using var extents = new ChunkExtents(problem, ChunkRange.Chunks(count));
        // A block's extremes are taken beside its sum, while it is in the cache: x is read from memory once.
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(
            Finish<ChunkRange>(channel => extents.MeanRange<TElement, TRounding>(channel), ties: 0), extents.Take<TElement, TLayout, WithoutPlaces>);
    }

    private void Largest<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        using var extents = new ChunkExtents(problem, 1);
        // The backward pass finds the maximum again, so it is taken of |d| in FP32, as there. Exactly one element counts: the first that reaches it.
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(
            Finish<LInf>(channel => extents.LargestDeviation<TElement, TRounding>(channel, statistics.Mean[channel]), ties: 1), extents.Take<TElement, TLayout, WithoutPlaces>);
    }

    private void MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops =>
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(Finish<MeanOnly>(_ => 0, ties: 0));

    /// <summary>A phase that records deviations which stand already.</summary>
    private Phase Finish<TNorm>(Func<int, double> deviation, int ties)
        where TNorm : struct, INorm => new(null, (channel, channels) =>
        {
            for (var c = channel; c < channel + channels; c++)
            {
                var value = (float)deviation(c);
                statistics.Finish<TNorm>(c, value, ties == 0 ? 0 : value, ties, constant, settings.Epsilon);
                SetAffine(c);
            }
        });
}
