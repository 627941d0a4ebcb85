using System.Globalization;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>Bounded weight norm with mean-only batch norm in place of batch norm. Source: "Norm matters", section 4.</summary>
public sealed class BoundedWeightsExperiment : IExperiment
{
    /// <summary>Points of accuracy that bounded weight norm may lose against batch norm; a control that loses more falls behind.</summary>
    public const double MayLose = 1.5;

    /// <summary>Points by which bounded weight norm must beat plain weight norm; two runs of one series differ by nearly as much.</summary>
    private const double MustGain = 0.5;

    /// <summary>Learning rate of the deeper net: bounded weights bear it and plain ones do not. At half of it plain ones train too; at 0.1 neither.</summary>
    public const double DeepRate = 0.06;

    private const string Baseline = "BN";
    private const string Control = "mean-only BN alone";
    private const string Deep = "resnet20: ";

    private static readonly string[] Bounded = ["BWN L2", "BWN L1", "BWN L∞"];

    /// <inheritdoc/>
    public string Name => "bwn";

    /// <inheritdoc/>
    public string Title => "Bounded weight norm";

    /// <inheritdoc/>
    public string Claim => "Weights of fixed norm in L1, L2 or L∞ with mean-only batch norm come close to batch norm, and above plain weight norm (section 4; "
        + "final validation error of ResNet-50 on ImageNet: BN 25.97, BWN 28.25, plain weight norm 33.0 %).";

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRun> Plan(ReproduceOptions options)
    {
        var seeds = options.SeedsOr(quick: 2, full: 3);
        var shallow = Lines(options.Training(Norm.L2, options.Choose(10_000, 30_000), 3), "");
        var deep = Lines(options.Training(Norm.L2, options.Choose(2_000, 10_000), options.Choose(3, 5)) with { Model = "resnet20", LearningRate = DeepRate }, Deep);
        return
        [
            .. PlannedRun.Cross(options, Name, seeds, shallow),
            .. PlannedRun.Cross(options, Name, [.. seeds.Take(options.Choose(1, seeds.Count))], [.. deep.Where(line => line.Series is Deep + Baseline or Deep + "BWN L2" or Deep + Control)]),
        ];
    }

    /// <inheritdoc/>
    public Findings Judge(RunSet runs)
    {
        var shallow = new RunSet([.. runs.Runs.Where(run => !IsDeep(run))]);
        var deep = new RunSet([.. runs.Runs.Where(IsDeep)]);
        return new Findings(
            [.. Bounded.Select(name => Compare(runs, name)), CompareLearned(runs), JudgeControl(runs, ""), JudgeControl(runs, Deep)],
            [
                new Figure("bwn-error", "Test error on resnet8, means and ranges over seeds.", shallow.Chart("resnet8: test error", "Percent of test images", epoch => 100 - epoch.TestAccuracy)),
                new Figure("bwn-deep-error", "Test error on resnet20. Without a norm on the weights, training bears less of a learning rate.", deep.Chart("resnet20: test error", "Percent of test images", epoch => 100 - epoch.TestAccuracy)),
                new Figure("bwn-loss", "Training loss on resnet8.", shallow.Chart("resnet8: training loss", "Mean cross-entropy", epoch => epoch.TrainLoss)),
                new Figure("bwn-paper", "The paper's: ResNet-50 on ImageNet (from the authors' poster).", PaperCurves.Chart(PaperCurves.BoundedWeightNorm, "The paper: validation error", "Percent of validation images")),
            ],
            [PaperNumbers.Beside(runs, "bwn-paper", [(Baseline, 25.97), ("BWN L2", 28.25), ("plain WN", 33.0)], "Final error beside the paper's (ResNet-50 on ImageNet)")]);
    }

    private static bool IsDeep(FinishedRun run) => run.Plan.Series.StartsWith(Deep, StringComparison.Ordinal);

    private static List<(string Series, TrainingSettings Settings)> Lines(TrainingSettings baseline, string prefix)
    {
        baseline = baseline with { InitialWeights = InitialWeights.Uniform };
        var mean = baseline with { Norm = Norm.Mean, WeightDecay = 0 };
        return
        [
            (prefix + Baseline, baseline),
            (prefix + "BWN L2", mean with { WeightForm = WeightForm.BoundedL2 }),
            (prefix + "BWN L1", mean with { WeightForm = WeightForm.BoundedL1 }),
            (prefix + "BWN L∞", mean with { WeightForm = WeightForm.BoundedLInf }),
            (prefix + "plain WN", mean with { WeightForm = WeightForm.LearnedL2 }),
            (prefix + Control, mean),
        ];
    }

    private static Verdict Compare(RunSet runs, string series)
    {
        var (baseline, accuracy) = (runs.Final(Baseline), runs.Final(series));
        var holds = accuracy >= baseline - MayLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture, $"{series}: {accuracy:F2} %, {accuracy - baseline:+0.00;-0.00;0.00} points against batch norm ({baseline:F2} %): {(holds ? "within" : "not within")} 1.5 points."),
            new Dictionary<string, double>(StringComparer.Ordinal) { [$"difference_{series}"] = accuracy - baseline });
    }

    private static Verdict CompareLearned(RunSet runs)
    {
        var (bounded, learned) = (runs.Final("BWN L2"), runs.Final("plain WN"));
        var better = bounded >= learned + MustGain;
        return new Verdict(
            better,
            string.Create(CultureInfo.InvariantCulture, $"Plain weight norm reaches {learned:F2} %, bounded weight norm {bounded:F2} %: {(better ? "bounded is better, as in the paper." : "bounding is no better here, by 0.5 points.")}"),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy_plain_wn"] = learned });
    }

    /// <summary>The control shows the need of a norm on the weights where it falls behind batch norm and bounded weight norm does not.</summary>
    private static Verdict JudgeControl(RunSet runs, string prefix)
    {
        var (baseline, bounded, control) = (runs.Final(prefix + Baseline), runs.Final(prefix + "BWN L2"), runs.Final(prefix + Control));
        var boundedKeepsUp = bounded >= baseline - MayLose;
        var controlFallsBehind = !(control >= baseline - MayLose);
        var network = prefix.Length == 0 ? "resnet8" : "resnet20";
        var rate = runs.Of(prefix + Control)[0].Plan.Settings.LearningRate;
        return new Verdict(
            boundedKeepsUp && controlFallsBehind,
            string.Create(CultureInfo.InvariantCulture,
                $"Control on {network} (learning rate {rate}): mean-only batch norm without weight norm reaches {control:F2} %, with bounded weight norm {bounded:F2} %, batch norm {baseline:F2} %: ")
            + (boundedKeepsUp, controlFallsBehind) switch
            {
                (true, true) => "the norm on the weights is needed.",
                (true, false) => "this network does not show that the norm on the weights is needed.",
                (false, true) => "both fall behind batch norm.",
                (false, false) => "the control keeps up, and bounded weight norm falls behind.",
            },
            new Dictionary<string, double>(StringComparer.Ordinal) { [$"{network}_bn"] = baseline, [$"{network}_control"] = control, [$"{network}_bounded"] = bounded });
    }
}
