using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Training forward pass with FP32 accumulators: mean, deviation, normalize.</summary>
internal sealed unsafe partial class ForwardPass(BatchNormSettings settings, ChannelProblem problem, float* weight, float* bias, ChannelStatistics statistics, int threads)
    : IPass
{
    private readonly long count = problem.Shape.CountPerChannel;
    private readonly float constant = NormConstants.Of(settings, problem.Shape.CountPerChannel);
    private readonly bool multipliesOut = Folding.Suits(settings, problem.Type);

    public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        switch (settings.Norm)
        {
            case Norm.L1:
                Reduce<L1, TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.L2:
                Reduce<L2, TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.LInf:
                Largest<TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.TopK:
                Select<TopK, TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.Range:
                Range<TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            case Norm.Mean:
                MeanAlone<TElement, TFinite, TLane, TSum, TRounding, TLayout>();
                break;
            default:
                throw new ArgumentException($"Norm {settings.Norm} is not known.");
        }
    }

    private void Reduce<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TNorm : struct, IReducingNorm
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        using var contributions = new PartialTotals(problem.Shape.Channels, 1, problem.Blocks.Blocks);
        var deviation = new Phase(
            (channel, channels, block) => FiniteLoops.Reduce<TElement, TFinite, TSum, TLayout, DeviationReducer<TNorm, TSum, TRounding>>(
                problem, channel, channels, block, contributions),
            (channel, channels) =>
            {
                contributions.Combine<TSum, DeviationReducer<TNorm, TSum, TRounding>>(channel, channels);
                for (var c = channel; c < channel + channels; c++)
                    statistics.Finish<TNorm>(c, TNorm.Finish((float)contributions[0, c], count), 0, 0, constant, settings.Epsilon);
                SetAffine(channel, channels);
            });
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(deviation);
    }

    private void Select<TNorm, TElement, TFinite, TLane, TSum, TRounding, TLayout>()
        where TNorm : struct, ISelectingNorm
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        var selected = TNorm.Selected(settings.K, count);
        var scanners = new ConcurrentBag<LargestScanner<TLane>>();
        var deviation = new Phase(null, (channel, channels) =>
        {
            if (!scanners.TryTake(out var scanner))
                scanner = new LargestScanner<TLane>(Math.Max(channels, TLayout.ChannelsPerKeptGroup(problem.Shape)), selected, problem.Coefficients);
            scanner.Start(channel);
            FiniteLoops.RaiseThresholds<TElement, TFinite, TLane, TRounding, TLayout>(problem, channel, channels, selected);
            for (long block = 0; block < problem.Blocks.Blocks; block++)
                FiniteLoops.Scan<TElement, TFinite, TLane, TRounding, TLayout>(problem, channel, channels, block, scanner);
            scanner.Finish(channels);
            for (var c = channel; c < channel + channels; c++)
            {
                var sum = 0.0;
                // Without a finite mean there is no d to select from.
                var places = float.IsFinite(statistics.Mean[c]) ? selected : 0;
                for (var place = 0; place < places; place++)
                    sum += scanner.Largest(c, place);
                statistics.Finish<TNorm>(c, (float)(sum / selected), scanner.Largest(c, (int)selected - 1), scanner.Ties(c), constant, settings.Epsilon);
            }

            SetAffine(channel, channels);
            scanners.Add(scanner);
        });
        // x is searched channel by channel, best by the thread that has them in its cache.
        RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(deviation, channelsPerGroup: TLayout.ChannelsPerKeptGroup(problem.Shape));
        foreach (var scanner in scanners)
            scanner.Dispose();
    }

    private void RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout>(Phase deviation, Action<int, int, long>? besideMean = null, int? channelsPerGroup = null)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        if (TFinite.AssumesFinite)
            RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout, SumReducer<TSum>>(deviation, besideMean, channelsPerGroup);
        else
            RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout, MeanReducer<TSum, TRounding>>(deviation, besideMean, channelsPerGroup);
    }

    private void RunPhases<TElement, TFinite, TLane, TSum, TRounding, TLayout, TMean>(Phase deviation, Action<int, int, long>? besideMean, int? channelsPerGroup)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TSum : struct, ISumLane<TSum>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
        where TMean : struct, IReducer<TMean, TSum>
    {
        var shape = problem.Shape;
        var schedule = new Schedule(shape.Channels, channelsPerGroup ?? TLayout.ChannelsPerGroup(shape), problem.Blocks.Blocks, threads);
        // The gradient of L1 asks which side of the mean an element is on.
        var besideHalves = multipliesOut && settings.Norm == Norm.L1;
        using var sums = new PartialTotals(shape.Channels, 2, problem.Blocks.Blocks);
        var mean = new Phase(
            (channel, channels, block) =>
            {
                FiniteLoops.ReduceOnTrust<TElement, TFinite, TSum, TLayout, TMean>(problem, channel, channels, block, sums);
                besideMean?.Invoke(channel, channels, block);
            },
            (channel, channels) =>
            {
                FiniteLoops.Settle<TElement, TFinite, TSum, TLayout, TMean>(problem, channel, channels, sums);
                ChannelWork.Run(new MeanSettlement(sums.Total(0), count, besideHalves, problem.Coefficients, statistics), channel, channels);
                problem.Coefficients.SetCentres(channel, channels, statistics);
            });
        var normalize = settings.Activation == Activation.Relu
            ? Normalize<TElement, TFinite, TLane, TLayout, RectifiedMap<FormulaMap<NormalizeFormula<TLane, TRounding>, TLane>, TLane>, RectifiedMap<FoldedNormalizeMap<TLane>, TLane>>()
            : Normalize<TElement, TFinite, TLane, TLayout, FormulaMap<NormalizeFormula<TLane, TRounding>, TLane>, FoldedNormalizeMap<TLane>>();
        var overlap = settings.Activation == Activation.Relu
            ? OverlapOf<TFinite, TLane, RectifiedMap<FoldedNormalizeMap<TLane>, TLane>>(sums, besideMean)
            : OverlapOf<TFinite, TLane, FoldedNormalizeMap<TLane>>(sums, besideMean);
        schedule.Run(TMean.TakesScaledX ? null : CentreOnFirst<TElement, TLayout>, overlap, mean, deviation, normalize);
    }

    /// <summary>Normalizing a channel beside the mean of the next; null where the loops have no such thing.</summary>
    private Overlap? OverlapOf<TFinite, TLane, TFolded>(PartialTotals sums, Action<int, int, long>? besideMean)
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TFolded : struct, IMap<TFolded, TLane>
    {
        // Finite halves are summed by the lanes that map them.
        if (!TFinite.AssumesFinite || problem.Loops != LoopLayout.ChannelsFirst || !ChannelsFirstLoops.Overlaps<TFinite, TLane>(problem))
            return null;
        return new(channel => FiniteLoops.MapsFolded<TFinite>(problem, channel, 1), (channel, block) =>
        {
            ChannelsFirstLoops.MapAndReduceNext<TFinite, TLane, TFolded, PeakReducer<SumReducer<TLane>, TLane>>(problem, channel, block, sums.Block(block));
            besideMean?.Invoke(channel + 1, 1, block);
        });
    }

    /// <summary>Takes the first element off x until the mean is known: the sums are then those of small numbers.</summary>
    private void CentreOnFirst<TElement, TLayout>(int channel, int channels)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
    {
        for (var c = channel; c < channel + channels; c++)
            problem.Coefficients.Centre[c] = TElement.LoadOne(problem.X, TLayout.Index(problem.Shape, c, 0));
    }

    /// <summary>Sets the factors that follow from the scales of neighbouring channels, and what they bound y by.</summary>
    private void SetAffine(int channel, int channels)
    {
        var coefficients = problem.Coefficients;
        coefficients.SetAffine(channel, channels, statistics.Scale, weight, bias);
        if (multipliesOut)
            Folding.MultiplyOut(coefficients, channel, channels, statistics);
        float* bound = coefficients.Bound, factor = coefficients.Factor, beta = coefficients.Bias;
        for (var c = channel; c < channel + channels; c++)
            bound[c] = Math.Max(bound[c], MathF.Abs(factor[c]) * (bound[c] + MathF.Abs(statistics.Mean[c])) + MathF.Abs(beta[c]));
    }

    private Phase Normalize<TElement, TFinite, TLane, TLayout, TMap, TFolded>()
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TMap : struct, IMap<TMap, TLane>
        where TFolded : struct, IMap<TFolded, TLane> =>
        new((channel, channels, block) => FiniteLoops.Map<TElement, TFinite, TLane, TLayout, TMap, TFolded>(problem, channel, channels, block), null);

    /// <summary>The mean of a channel and what rounding to FP32 took off it, from the sum of x less its centre.</summary>
    private readonly struct MeanSettlement(double* sums, long count, bool besideHalves, ChannelCoefficients coefficients, ChannelStatistics statistics) : IChannelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles>
        {
            float* means = statistics.Mean, rests = statistics.MeanRest;
            var values = TDoubles.LoadSingle(coefficients.Centre + channel) + TDoubles.LoadDouble(sums + channel) / TDoubles.Fill(count);
            TDoubles.StoreDouble(sums + channel, values);
            TDoubles.StoreSingle(means + channel, values);
            for (var c = channel; besideHalves && c < channel + TDoubles.Width; c++)
            {
                if (HalfBits.IsHalf(means[c]))
                    means[c] = Folding.BesideHalves(sums[c]);
            }

            TDoubles.StoreSingle(rests + channel, values - TDoubles.LoadSingle(means + channel));
        }
    }
}
