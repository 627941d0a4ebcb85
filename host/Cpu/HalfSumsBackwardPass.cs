using System.Runtime.InteropServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Gradients with hierarchical FP16 accumulators, a channel at a time; with constant statistics where none are given.</summary>
internal sealed unsafe class HalfSumsBackwardPass(
    BatchNormSettings settings, ChannelProblem problem, ChannelStatistics? statistics, float* dweight, float* dbias, int threads) : IPass
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
        Workers.Run(problem.Shape.Channels, threads, index =>
        {
            var channel = (int)index;
            using var scratch = new ChannelScratch(count);
            TLayout.Gather<TElement, TLane>(problem.Shape, problem.X, channel, scratch.X);
            TLayout.Gather<TElement, TLane>(problem.Shape, problem.Gradient, channel, scratch.Gradient);
            var ends = settings.Norm == Norm.Range && statistics is not null ? FindEnds(scratch) : [];
            scratch.Centre<TLane, TRounding>(problem.Coefficients.Centre[channel], scratch.X, count);
            if (settings.Activation == Activation.Relu)
                PassRelu<TElement, TLane, TRounding>(scratch, channel);
            var (meanGradient, meanProduct) = Means<TLane, TRounding>(scratch, channel);
            if (dweight != null)
                dweight[channel] = meanProduct * count;
            if (dbias != null)
                dbias[channel] = meanGradient * count;
            if (problem.Output == null)
                return;

            switch (statistics is null ? (Norm?)null : settings.Norm)
            {
                case null:
                    Apply<L1, TLane, TRounding>(scratch, channel, 0, 0);
                    break;
                case Norm.L1:
                    Dense<L1, TLane, TRounding>(scratch, channel, meanGradient, meanProduct);
                    break;
                case Norm.L2:
                    Dense<L2, TLane, TRounding>(scratch, channel, meanGradient, meanProduct);
                    break;
                case Norm.LInf:
                    Selecting<LInf, TLane, TRounding>(scratch, channel, meanGradient, meanProduct);
                    break;
                case Norm.TopK:
                    Selecting<TopK, TLane, TRounding>(scratch, channel, meanGradient, meanProduct);
                    break;
                case Norm.Range:
                    SelectedElement[] slopes = [.. ends.Select(end => new SelectedElement(end.Position, scratch.Gradient[end.Position], end.Sign))];
                    Sparse<TLane, TRounding>(scratch, channel, slopes, ChunkRange.Chunks(count), meanGradient, meanProduct);
                    break;
                case Norm.Mean:
                    Apply<L1, TLane, TRounding>(scratch, channel, meanGradient, 0);
                    break;
                default:
                    throw new ArgumentException($"Norm {settings.Norm} is not known.");
            }

            TLayout.Scatter<TElement, TLane>(problem.Shape, scratch.Work, channel, problem.Output);
        });
    }

    /// <summary>Takes the gradients of a channel through the ReLU.</summary>
    private void PassRelu<TElement, TLane, TRounding>(ChannelScratch scratch, int channel)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var gate = ReluGate<TElement, TLane, TRounding>.Start(problem.Coefficients, new OneChannel(channel));
        for (long i = 0; i < count; i += TLane.Width)
            TLane.StoreSingle(scratch.Gradient + i, gate.Pass(TLane.LoadSingle(scratch.X + i), TLane.LoadSingle(scratch.Gradient + i)));
    }

    /// <summary>mean(dy) and mean(dy·xhat).</summary>
    private (float MeanGradient, float MeanProduct) Means<TLane, TRounding>(ChannelScratch scratch, int channel)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        new ReadOnlySpan<float>(scratch.Gradient, (int)count).CopyTo(new Span<float>(scratch.Work, (int)count));
        var meanGradient = HierarchicalMean.Take<TLane>(scratch.Work, count);
        var reciprocal = TLane.Broadcast(problem.Coefficients.Reciprocal[channel]);
        for (long i = 0; i < count; i += TLane.Width)
        {
            var normalized = TRounding.Round(TLane.LoadSingle(scratch.X + i) * reciprocal);
            TLane.StoreSingle(scratch.Work + i, TRounding.Round(TLane.LoadSingle(scratch.Gradient + i) * normalized));
        }

        return (meanGradient, HierarchicalMean.Take<TLane>(scratch.Work, count));
    }

    private void Dense<TNorm, TLane, TRounding>(ChannelScratch scratch, int channel, float meanGradient, float meanProduct)
        where TNorm : struct, IDenseGradient
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var meanSlope = 0f;
        if (!TNorm.SlopesSumToZero)
        {
            var reciprocal = TLane.Broadcast(problem.Coefficients.Reciprocal[channel]);
            for (long i = 0; i < count; i += TLane.Width)
                TLane.StoreSingle(scratch.Work + i, TRounding.Round(TNorm.Slope(TLane.LoadSingle(scratch.X + i), reciprocal)));
            meanSlope = HierarchicalMean.Take<TLane>(scratch.Work, count);
        }

        var slopeFactor = constant * meanProduct;
        Apply<TNorm, TLane, TRounding>(scratch, channel, meanGradient - slopeFactor * meanSlope, slopeFactor);
    }

    private void Selecting<TNorm, TLane, TRounding>(ChannelScratch scratch, int channel, float meanGradient, float meanProduct)
        where TNorm : struct, ISelectingNorm
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var selected = TNorm.Selected(settings.K, count);
        var (threshold, ties) = (statistics!.Value.Threshold[channel], statistics.Value.Ties[channel]);
        var found = new List<SelectedElement>();
        for (long i = 0; i < count; i++)
        {
            // Of those that equal the threshold, the first.
            var magnitude = MathF.Abs(scratch.X[i]);
            if (magnitude > threshold || (magnitude == threshold && ties-- > 0))
                found.Add(new SelectedElement(i, scratch.Gradient[i], FloatLane.Sign(new FloatLane(scratch.X[i])).Value));
        }

        Sparse<TLane, TRounding>(scratch, channel, CollectionsMarshal.AsSpan(found), selected, meanGradient, meanProduct);
    }

    /// <summary>The first largest and first smallest x of each chunk; none of a chunk of constants.</summary>
    private List<(long Position, float Sign)> FindEnds(ChannelScratch scratch)
    {
        var found = new List<(long Position, float Sign)>();
        var chunks = ChunkRange.Chunks(count);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var ends = ChunkEnds.Of(scratch.X, ChunkRange.Begin(count, chunks, chunk), ChunkRange.Begin(count, chunks, chunk + 1));
            if (ends.Largest != ends.Smallest)
                found.AddRange([(ends.Largest, 1), (ends.Smallest, -1)]);
        }

        return found;
    }

    /// <summary>A norm whose gradient reaches few elements; the slope of each, ±1, is divided by <paramref name="share"/>.</summary>
    private void Sparse<TLane, TRounding>(
        ChannelScratch scratch, int channel, ReadOnlySpan<SelectedElement> elements, long share, float meanGradient, float meanProduct)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var signs = 0f;
        foreach (var element in elements)
            signs += element.Sign;
        var slopeFactor = constant * meanProduct * count / share;
        var offset = meanGradient - slopeFactor * signs / count;
        Apply<L1, TLane, TRounding>(scratch, channel, offset, 0);
        foreach (var element in elements)
        {
            scratch.Work[element.Index] = Elementwise.Gradient<FloatLane, TRounding>(
                Elementwise.CentredGradient<FloatLane, TRounding>(new FloatLane(element.Gradient), new FloatLane(offset)),
                new FloatLane(element.Sign), new FloatLane(slopeFactor), new FloatLane(problem.Coefficients.Factor[channel])).Value;
        }
    }

    private void Apply<TNorm, TLane, TRounding>(ChannelScratch scratch, int channel, float offset, float slopeFactor)
        where TNorm : struct, IDenseGradient
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var reciprocal = TLane.Broadcast(problem.Coefficients.Reciprocal[channel]);
        var factor = TLane.Broadcast(problem.Coefficients.Factor[channel]);
        var offsets = TLane.Broadcast(offset);
        var slopeFactors = TLane.Broadcast(slopeFactor);
        for (long i = 0; i < count; i += TLane.Width)
        {
            var slope = TRounding.Round(TNorm.Slope(TLane.LoadSingle(scratch.X + i), reciprocal));
            var centred = Elementwise.CentredGradient<TLane, TRounding>(TLane.LoadSingle(scratch.Gradient + i), offsets);
            TLane.StoreSingle(scratch.Work + i, Elementwise.Gradient<TLane, TRounding>(centred, slope, slopeFactors, factor));
        }
    }
}
