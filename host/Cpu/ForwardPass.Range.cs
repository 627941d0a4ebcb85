using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>Norms that need no second look at x: range, L∞, and the mean alone.</content>
internal sealed unsafe partial class ForwardPass
{
    /// <summary>Channels whose deviations are asked for together.</summary>
    private const int DeviationsAtOnce = 64;

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
            Finish<ChunkRange>(extents.MeanRanges<TElement, TRounding>, ties: 0), extents.Take<TElement, TLayout, WithoutPlaces>);
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
            Finish<LInf>(
                (channel, deviations) =>
                {
                    for (var i = 0; i < deviations.Length; i++)
                        deviations[i] = extents.LargestDeviation<TElement, TRounding>(channel + i, statistics.Mean[channel + i]);
                },
                ties: 1),
            extents.Take<TElement, TLayout, WithoutPlaces>);
    }

    private void MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops =>
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(Finish<MeanOnly>((_, deviations) => deviations.Clear(), ties: 0));

    /// <summary>A phase that records deviations which stand already.</summary>
    private Phase Finish<TNorm>(Deviations deviations, int ties)
        where TNorm : struct, INorm => new(null, (channel, channels) =>
        {
            Span<double> some = stackalloc double[DeviationsAtOnce];
            for (var first = channel; first < channel + channels; first += DeviationsAtOnce)
            {
                var values = some[..Math.Min(DeviationsAtOnce, channel + channels - first)];
                deviations(first, values);
                for (var i = 0; i < values.Length; i++)
                {
                    var value = (float)values[i];
                    statistics.Finish<TNorm>(first + i, value, ties == 0 ? 0 : value, ties, constant, settings.Epsilon);
                }
            }

            SetAffine(channel, channels);
        });

    /// <summary>Gives the deviations of neighbouring channels.</summary>
    private delegate void Deviations(int channel, Span<double> deviations);
}
