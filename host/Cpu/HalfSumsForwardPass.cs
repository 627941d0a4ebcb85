using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Training forward pass with hierarchical FP16 accumulators, a channel at a time.</summary>
internal sealed unsafe class HalfSumsForwardPass(
    BatchNormSettings settings, ChannelProblem problem, float* weight, float* bias, ChannelStatistics statistics, int threads) : IPass
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
            var first = scratch.X[0];
            scratch.Centre<TLane, TRounding>(first, scratch.Work, count);
            var mean = TRounding.Round(new FloatLane(first + HierarchicalMean.Take<TLane>(scratch.Work, count))).Value;
            statistics.Mean[channel] = mean;
            statistics.MeanRest[channel] = 0;
            if (settings.Norm == Norm.Range)
                TakeRange<TLane, TRounding>(scratch, channel);
            scratch.Centre<TLane, TRounding>(mean, scratch.X, count);

            switch (settings.Norm)
            {
                case Norm.L1:
                    Average<L1, TLane, TRounding>(scratch, channel);
                    break;
                case Norm.L2:
                    Average<L2, TLane, TRounding>(scratch, channel);
                    break;
                case Norm.LInf:
                    Select<LInf, TLane>(scratch, channel);
                    break;
                case Norm.TopK:
                    Select<TopK, TLane>(scratch, channel);
                    break;
                case Norm.Range:
                    break;
                case Norm.Mean:
                    statistics.Finish<MeanOnly>(channel, 0, 0, 0, constant, settings.Epsilon);
                    break;
                default:
                    throw new ArgumentException($"Norm {settings.Norm} is not known.");
            }

            Normalize<TLane, TRounding>(scratch, channel);
            TLayout.Scatter<TElement, TLane>(problem.Shape, scratch.Work, channel, problem.Output);
        });
    }

    private void Average<TNorm, TLane, TRounding>(ChannelScratch scratch, int channel)
        where TNorm : struct, IDenseGradient
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        for (long i = 0; i < count; i += TLane.Width)
            TLane.StoreSingle(scratch.Work + i, TRounding.Round(TNorm.Contribution(TLane.LoadSingle(scratch.X + i))));
        // The hierarchical mean is the total of one average element.
        statistics.Finish<TNorm>(channel, TNorm.Finish(HierarchicalMean.Take<TLane>(scratch.Work, count), 1), 0, 0, constant, settings.Epsilon);
    }

    /// <summary>The range, from x itself.</summary>
    private void TakeRange<TLane, TRounding>(ChannelScratch scratch, int channel)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var chunks = ChunkRange.Chunks(count);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var ends = ChunkEnds.Of(scratch.X, ChunkRange.Begin(count, chunks, chunk), ChunkRange.Begin(count, chunks, chunk + 1));
            scratch.Work[chunk] = TRounding.Round(new FloatLane(scratch.X[ends.Largest] - scratch.X[ends.Smallest])).Value;
        }

        statistics.Finish<ChunkRange>(channel, HierarchicalMean.Take<TLane>(scratch.Work, chunks), 0, 0, constant, settings.Epsilon);
    }

    private void Select<TNorm, TLane>(ChannelScratch scratch, int channel)
        where TNorm : struct, ISelectingNorm
        where TLane : struct, ISimdLane<TLane>
    {
        var selected = TNorm.Selected(settings.K, count);
        using var scanner = new LargestScanner<TLane>(1, selected, problem.Coefficients);
        scanner.Start(channel);
        var (mean, smallest, ties) = (0f, 0f, 0);
        if (float.IsFinite(statistics.Mean[channel]))
        {
            for (long i = 0; i < count; i++)
            {
                if (MathF.Abs(scratch.X[i]) >= problem.Coefficients.Threshold[channel])
                    scanner.Take(channel, i, scratch.X[i], 0);
            }

            scanner.Finish(1);
            for (var place = 0; place < selected; place++)
                scratch.Work[place] = scanner.Largest(channel, place);
            mean = HierarchicalMean.Take<TLane>(scratch.Work, selected);
            (smallest, ties) = (scanner.Largest(channel, (int)selected - 1), scanner.Ties(channel));
        }

        statistics.Finish<TNorm>(channel, mean, smallest, ties, constant, settings.Epsilon);
    }

    private void Normalize<TLane, TRounding>(ChannelScratch scratch, int channel)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var coefficients = problem.Coefficients;
        coefficients.SetAffine(channel, 1, statistics.Scale, weight, bias);
        var reciprocal = TLane.Broadcast(coefficients.Reciprocal[channel]);
        var weights = TLane.Broadcast(coefficients.Weight[channel]);
        var factor = TLane.Broadcast(coefficients.Factor[channel]);
        var biases = TLane.Broadcast(coefficients.Bias[channel]);
        var rectify = settings.Activation == Activation.Relu;
        for (long i = 0; i < count; i += TLane.Width)
        {
            var value = Elementwise.Normalize<TLane, TRounding>(TLane.LoadSingle(scratch.X + i), reciprocal, weights, factor, biases);
            TLane.StoreSingle(scratch.Work + i, rectify ? Elementwise.Rectify(value) : value);
        }
    }
}
