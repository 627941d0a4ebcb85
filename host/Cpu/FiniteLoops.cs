using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The loops over half tensors stand in two versions: for elements that are finite and stay so, which saves a third of the conversions, and for all.
/// The first reduction over a tensor takes its elements for finite and notes the largest magnitude; where that refutes it, the channel is reduced again.
/// Both versions give the same bits.
/// </summary>
internal static unsafe class FiniteLoops
{
    /// <summary>From here on narrowing might round to infinity.</summary>
    private const float FirstOverflow = 65504;

    /// <summary>Above the largest half, below 65536, from where on <see cref="FiniteHalfElement{TLoad}"/> loads infinities and NaN.</summary>
    private const float FirstSpecial = 65520;

    /// <summary>Neighbouring channels that take one map: a line of the cache. Of hundreds in a row some has a mean that is a half, which the folded gradient of L1 does not know.</summary>
    private const int ChannelsPerPart = 32;

    /// <summary>Reduces one block of a group whose elements nobody has looked at yet. <see cref="Settle"/> must follow.</summary>
    public static void ReduceOnTrust<TElement, TFinite, TLane, TLayout, TReducer>(ChannelProblem problem, int channel, int channels, long block, PartialTotals totals)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (TFinite.AssumesFinite)
            TLayout.Reduce<TFinite, TLane, PeakReducer<TReducer, TLane>>(problem, channel, channels, block, totals.Block(block));
        else
            TLayout.Reduce<TElement, TLane, TReducer>(problem, channel, channels, block, totals.Block(block));
    }

    /// <summary>
    /// Ends a reduction on trust: combines the totals of a group, reduces again the channels that hold more than finite elements, and sets
    /// <see cref="ChannelCoefficients.Bound"/> to a bound of what was read: infinite where an element is not finite, or where nobody looked.
    /// </summary>
    public static void Settle<TElement, TFinite, TLane, TLayout, TReducer>(ChannelProblem problem, int channel, int channels, PartialTotals totals)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var coefficients = problem.Coefficients;
        if (!TFinite.AssumesFinite)
        {
            totals.Combine<TLane, TReducer>(channel, channels);
            new Span<float>(coefficients.Bound + channel, channels).Fill(float.PositiveInfinity);
            return;
        }

        totals.Combine<TLane, PeakReducer<TReducer, TLane>>(channel, channels);
        if (TReducer.TakesScaledX)
            totals.Multiply(TReducer.Totals + 1, channel, channels, TFinite.Unscale);
        // Where the peak is that of x − centre, x may be larger by the centre.
        ChannelWork.Run(new PeakBound(totals.Total(TReducer.Totals), TReducer.ReadsGradient ? null : coefficients.Centre, coefficients.Bound), channel, channels);
        for (var c = channel; c < channel + channels; c++)
        {
            // A mean that is not finite tells of infinities or NaN in x, which the peak of dy does not show.
            if (coefficients.Bound[c] < FirstSpecial && float.IsFinite(coefficients.Centre[c]))
                continue;
            coefficients.Bound[c] = float.PositiveInfinity;
            for (long block = 0; block < problem.Blocks.Blocks; block++)
                TLayout.Reduce<TElement, TLane, TReducer>(problem, c, 1, block, totals.Block(block));
            totals.Combine<TLane, TReducer>(c, 1);
        }
    }

    /// <summary>Reduces one block of a group of known <see cref="ChannelCoefficients.Bound"/>.</summary>
    public static void Reduce<TElement, TFinite, TLane, TLayout, TReducer>(ChannelProblem problem, int channel, int channels, long block, PartialTotals totals)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (TFinite.AssumesFinite && problem.Coefficients.Bounded(channel, channels, FirstSpecial))
            TLayout.Reduce<TFinite, TLane, TReducer>(problem, channel, channels, block, totals.Block(block));
        else
            TLayout.Reduce<TElement, TLane, TReducer>(problem, channel, channels, block, totals.Block(block));
    }

    /// <summary>Scans one block of a group of known mean, which tells whether x is finite: it is summed over all elements.</summary>
    public static void Scan<TElement, TFinite, TLane, TRounding, TLayout>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        if (TFinite.AssumesFinite && problem.Coefficients.HasFiniteCentres(channel, channels))
            TLayout.Scan<TFinite, TLane, TRounding>(problem, channel, channels, block, scanner);
        else
            TLayout.Scan<TElement, TLane, TRounding>(problem, channel, channels, block, scanner);
    }

    /// <summary>Raises the thresholds of a group of known <see cref="ChannelCoefficients.Bound"/>.</summary>
    public static void RaiseThresholds<TElement, TFinite, TLane, TRounding, TLayout>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        if (TFinite.AssumesFinite && problem.Coefficients.Bounded(channel, channels, FirstSpecial))
            TLayout.RaiseThresholds<TFinite, TLane, TRounding>(problem, channel, channels, k);
        else
            TLayout.RaiseThresholds<TElement, TLane, TRounding>(problem, channel, channels, k);
    }

    /// <summary>Maps one block of a group, whose <see cref="ChannelCoefficients.Bound"/> holds for inputs and outputs: by the folded map where neighbouring channels may all take that.</summary>
    public static void Map<TElement, TFinite, TLane, TLayout, TMap, TFolded>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TMap : struct, IMap<TMap, TLane>
        where TFolded : struct, IMap<TFolded, TLane>
    {
        var past = channel + channels;
        while (channel < past)
        {
            var folds = problem.Coefficients.AllFold(channel, Part(channel));
            var end = channel + Part(channel);
            while (end < past && problem.Coefficients.AllFold(end, Part(end)) == folds)
                end += Part(end);
            if (folds)
                Map<TElement, TFinite, TLane, TLayout, TFolded>(problem, channel, end - channel, block);
            else
                Map<TElement, TFinite, TLane, TLayout, TMap>(problem, channel, end - channel, block);
            channel = end;
        }

        // The last part takes what is left, as that may be less than a lane.
        int Part(int first) => past - first < 2 * ChannelsPerPart ? past - first : ChannelsPerPart;
    }

    /// <summary>Whether <see cref="Map{TElement, TFinite, TLane, TLayout, TMap, TFolded}"/> takes the folded map of finite elements.</summary>
    public static bool MapsFolded<TFinite>(ChannelProblem problem, int channel, int channels)
        where TFinite : struct, IElement =>
        TFinite.AssumesFinite && problem.Coefficients.AllFold(channel, channels) && problem.Coefficients.Bounded(channel, channels, FirstOverflow);

    private static void Map<TElement, TFinite, TLane, TLayout, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TFinite : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops
        where TMap : struct, IMap<TMap, TLane>
    {
        if (TFinite.AssumesFinite && problem.Coefficients.Bounded(channel, channels, FirstOverflow))
            TLayout.Map<TFinite, TLane, TMap>(problem, channel, channels, block);
        else
            TLayout.Map<TElement, TLane, TMap>(problem, channel, channels, block);
    }

    /// <summary>The bound of what was read, from the peak.</summary>
    private readonly struct PeakBound(double* peak, float* centre, float* bound) : IChannelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles>
        {
            var largest = TDoubles.LoadDouble(peak + channel);
            TDoubles.StoreSingle(bound + channel, centre == null ? largest : largest + TDoubles.Abs(TDoubles.LoadSingle(centre + channel)));
        }
    }
}

/// <summary>A reducer that notes the largest magnitude of what it reads besides: of dy, or of x − centre where it reads no dy.</summary>
internal readonly struct PeakReducer<TInner, TLane>(TInner inner) : IReducer<PeakReducer<TInner, TLane>, TLane>
    where TInner : struct, IReducer<TInner, TLane>
    where TLane : struct, ISumLane<TLane>
{
    public static int Totals => TInner.Totals + 1;

    public static bool ReadsX => TInner.ReadsX;

    public static bool TakesScaledX => TInner.TakesScaledX;

    public static bool ReadsGradient => TInner.ReadsGradient;

    public TLane Centre => inner.Centre;

    public TLane Fill => inner.Fill;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PeakReducer<TInner, TLane> Start<TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TChannels : struct, IChannelLoad => new(TInner.Start(coefficients, channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TLane d, TLane dy, ref TLane first, ref TLane second, ref TLane third, ref TLane fourth)
    {
        inner.Add(d, dy, ref first, ref second, ref third, ref fourth);
        var read = ReadsGradient ? dy : d;
        if (TInner.Totals == 1)
            second = TLane.MaxMagnitude(second, read);
        else if (TInner.Totals == 2)
            third = TLane.MaxMagnitude(third, read);
        else
            fourth = TLane.MaxMagnitude(fourth, read);
    }

    public static TPart Combine<TPart>(int total, TPart left, TPart right)
        where TPart : struct, ILane<TPart> =>
        total == TInner.Totals ? TPart.Max(left, right) : TInner.Combine(total, left, right);
}
