using System.Globalization;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Demo;

/// <summary>Says in words what the six runs showed. Every statement is decided by their numbers.</summary>
public static class DemoFindings
{
    /// <summary>Points of accuracy within which two runs count as equal: the noise between seeds is about half a point.</summary>
    public const double EqualWithin = 2;

    /// <summary>Points of accuracy below the baseline at which a run counts as broken.</summary>
    public const double BrokenBelow = 10;

    /// <summary>The sentences, most important first.</summary>
    /// <param name="results">The six runs in the order of <see cref="DemoRun.All"/>.</param>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<TrainingResult> results)
    {
        var baseline = results[DemoRun.Baseline];
        var sentences = new List<string>
        {
            $"On raw pixels the FP32 baseline with L2 batch norm reaches {Percent(baseline)}.",
            SentenceOnL2(baseline, results[DemoRun.HalfL2]),
            SentenceOn("L1, which needs neither square nor root,", baseline, results[DemoRun.HalfL1]),
            SentenceOn("Top(10)", baseline, results[DemoRun.HalfTopK]),
            SentenceOnControl(baseline, results[DemoRun.ControlL2], results[DemoRun.ControlL1]),
        };
        return sentences;
    }

    private static string SentenceOnL2(TrainingResult baseline, TrainingResult half)
    {
        var outcome = Broken(baseline, half)
            ? $"In FP16, L2 breaks: {Percent(half)}."
            : $"In FP16, L2 reaches {Percent(half)}, so it did not break here.";
        if (half.NonfiniteStatistics == 0)
            return outcome + " All its statistics were finite.";
        var (index, first) = half.Layers.Index().First(layer => layer.Item.NonfiniteStatistics > 0);
        var share = first.NonfiniteStatistics == half.NonfiniteStatistics ? "all of them" : $"{Count(first.NonfiniteStatistics)} of them";
        var silent = half.NonfiniteSteps == 0 ? ", in silence, as no gradient becomes infinite or NaN" : "";
        return outcome + $" {Count(half.NonfiniteStatistics)} channel statistics were not finite, {share} in norm layer {index + 1} of {half.Layers.Count} ('{first.Name}'): "
            + $"the square of a deviation above 255.9 exceeds 65,504, the largest half, so the variance is infinite and the channel's output zero{silent}.";
    }

    private static string SentenceOn(string norm, TrainingResult baseline, TrainingResult half)
    {
        var difference = Last(half) - Last(baseline);
        var verdict = Math.Abs(difference) <= EqualWithin ? "matches the baseline" : difference > 0 ? "is above the baseline" : "is below the baseline";
        var statistics = half.NonfiniteStatistics == 0 ? "every statistic finite" : $"{Count(half.NonfiniteStatistics)} statistics not finite";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"In FP16, {norm} {verdict} even with FP16 accumulators: {Percent(half)} ({difference:+0.00;-0.00;0.00} points), {statistics}.");
    }

    private static string SentenceOnControl(TrainingResult baseline, TrainingResult l2, TrainingResult l1)
    {
        var l2Works = !Broken(baseline, l2);
        var l1Works = !Broken(baseline, l1);
        var verdict = (l2Works, l1Works) switch
        {
            (true, true) => "both work",
            (false, true) => "L1 works and L2 does not",
            (true, false) => "L2 works and L1 does not",
            _ => "neither works",
        };
        return $"Control: on standardised input {verdict} in FP16, L2 with {Percent(l2)} and L1 with {Percent(l1)}.";
    }

    private static bool Broken(TrainingResult baseline, TrainingResult run)
    {
        return Last(run) < Last(baseline) - BrokenBelow;
    }

    private static double Last(TrainingResult run)
    {
        return run.Epochs[^1].TestAccuracy;
    }

    private static string Percent(TrainingResult run)
    {
        return Last(run).ToString("F2", CultureInfo.InvariantCulture) + " %";
    }

    private static string Count(long count)
    {
        return count.ToString("N0", CultureInfo.InvariantCulture);
    }
}
