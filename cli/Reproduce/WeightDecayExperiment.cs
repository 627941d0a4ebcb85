using System.Globalization;
using NormGpu.Cli.Charts;
using NormGpu.Cli.Training;
using NormGpu.Torch;

namespace NormGpu.Cli.Reproduce;

/// <summary>Weight decay is a learning rate: without it, a correction of the rate gives the same training. Source: "Norm matters", section 2.</summary>
public sealed class WeightDecayExperiment : IExperiment
{
    /// <summary>The distance to the run with weight decay must fall at least so many times by the correction.</summary>
    public const double CloserBy = 2;

    /// <summary>Points of accuracy that the corrected run may lose against the run with weight decay.</summary>
    public const double MayLose = 0.5;

    /// <summary>Seeds 1 to 3 chose the correction (docs/decisions/0004-correction-of-the-rate.md), so others judge it.</summary>
    private const int FirstSeed = 4;

    private const string On = "WD on";
    private const string Off = "WD off";
    private const string Corrected = "WD off + correction";
    private const string Scheduled = "WD off + norm schedule";

    /// <inheritdoc/>
    public string Name => "weight-decay";

    /// <inheritdoc/>
    public string Title => "Weight decay is a learning rate";

    /// <inheritdoc/>
    public string Claim => "Weight decay before a batch norm changes nothing but the effective learning rate eta/norm(w)²: training without it comes out the same "
        + "when each channel's rate is corrected by norm(w)²/norm(w_WD)², or when norms rise where the rate would fall (section 2; test accuracy of VGG11 on CIFAR-10, "
        + "mean of the last ten epochs: on 90.55, off 89.29, off + correction 90.56, norm schedule 90.23).";

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRun> Plan(ReproduceOptions options)
    {
        // A weaker weight decay than 5e-3 has no effect in twelve epochs.
        var on = options.Training(Norm.L2, 10_000, 12) with { Model = "resnet8-narrow", Schedule = LearningRateSchedule.LateStep, WeightDecay = 5e-3 };
        var off = on with { Decay = DecayedWeights.Linear };
        var seeds = options.SeedsOr(quick: 3, full: 5, FirstSeed);
        var runs = new List<PlannedRun>();
        foreach (var seed in seeds)
        {
            var record = Path.Combine(PlannedRun.FolderOf(options, Name, On, seed), TrainingRun.NormsName);
            (string, TrainingSettings)[] lines =
            [
                (On, on),
                (Off, off),
                (Corrected, off with { ChannelNorms = ChannelNormUse.Corrected, ChannelNormsFrom = record }),
                (Scheduled, off with { ChannelNorms = ChannelNormUse.Scheduled, ChannelNormsFrom = record }),
            ];
            // Three minutes do not hold the schedule, whose claim is the weakest, with every seed.
            runs.AddRange(PlannedRun.Cross(options, Name, [seed], options.Quick && seed != seeds[0] ? lines[..^1] : lines));
        }

        return runs;
    }

    /// <inheritdoc/>
    public Findings Judge(RunSet runs)
    {
        return new Findings(
            [JudgeDistance(runs), JudgeAccuracy(runs), JudgeSchedule(runs)],
            [
                new Figure("weight-decay-loss", "Training loss. Lines are means over seeds, shades go from the lowest to the highest.", runs.Chart("Training loss", "Mean cross-entropy", epoch => epoch.TrainLoss, AxisKind.Logarithmic)),
                new Figure("weight-decay-accuracy", "Test accuracy; it swings while the rate is high, so the loss is what the runs are compared by.", runs.Chart("Test accuracy", "Percent of test images", epoch => epoch.TestAccuracy)),
                new Figure("weight-decay-rate", "Effective learning rate at the end of each epoch, mean over all convolutions' channels.", RateChart(runs)),
                new Figure("weight-decay-paper", "The paper's: VGG11 on CIFAR-10 (from the authors' poster).", PaperCurves.Chart(PaperCurves.WeightDecay, "The paper: test accuracy", "Percent of test images")),
            ],
            [Distances(runs)]);
    }

    private static Verdict JudgeDistance(RunSet runs)
    {
        var (off, corrected) = (Distance(runs, Off), Distance(runs, Corrected));
        var holds = corrected * CloserBy <= off;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture,
                $"The training loss is {off:F4} away from the run with weight decay when weight decay is off, and {corrected:F4} with the correction: {off / corrected:F1} times closer, ")
            + (holds ? "so the correction does what weight decay did." : "which is less than twice, so the claim does not show here."),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["distance_off"] = off, ["distance_corrected"] = corrected, ["times_closer"] = off / corrected });
    }

    private static Verdict JudgeAccuracy(RunSet runs)
    {
        var (on, off, corrected) = (runs.Final(On), runs.Final(Off), runs.Final(Corrected));
        var holds = corrected >= on - MayLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture,
                $"Final accuracy: {on:F2} % with weight decay, {off:F2} % without, {corrected:F2} % without but corrected: the correction {(holds ? "keeps" : "does not keep")} the accuracy of weight decay (within {MayLose:F1})."),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy_on"] = on, ["accuracy_off"] = off, ["accuracy_corrected"] = corrected });
    }

    private static Verdict JudgeSchedule(RunSet runs)
    {
        var (off, scheduled) = (Distance(runs, Off), Distance(runs, Scheduled));
        var (on, accuracy) = (runs.Final(On), runs.Final(Scheduled));
        var holds = scheduled < off && accuracy >= on - MayLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture,
                $"A constant rate with norms that rise in its place ends at {accuracy:F2} %, its training loss {scheduled:F4} away from the run with weight decay: ")
            + (holds ? "norms can take the place of the rate's schedule." : "it does not come close enough for the claim to show here."),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["distance_scheduled"] = scheduled, ["accuracy_scheduled"] = accuracy });
    }

    /// <summary>Mean over seeds and epochs of the absolute difference of training loss to the run with weight decay of the same seed.</summary>
    private static double Distance(RunSet runs, string series)
    {
        return runs.Of(series).Zip(runs.Of(On), (run, on) =>
            run.Result.Epochs.Zip(on.Result.Epochs, (epoch, other) => Math.Abs(epoch.TrainLoss - other.TrainLoss)).Average()).Average();
    }

    private static LineChart RateChart(RunSet runs)
    {
        var lines = runs.Names.Select(name => RunSet.Line(name, runs.Of(name)[0].Result.Epochs.Count, epoch => runs.Of(name).Select(run => Rate(run, epoch))));
        return new LineChart("Effective learning rate", new Axis("Epoch", AxisKind.Whole), new Axis("Mean of eta/norm(w)²", AxisKind.Logarithmic), [.. lines]);
    }

    private static double Rate(FinishedRun run, int epoch)
    {
        var norms = run.Norms.LayerNames.SelectMany(layer => run.Norms.After(epoch, layer));
        return EffectiveLearningRate.Of(norms, run.Result.Epochs[epoch - 1].LearningRate);
    }

    private static Numbers Distances(RunSet runs)
    {
        var rows = runs.Names.Skip(1).Select(name => (string[])
        [
            name,
            RunSet.Number(Distance(runs, name), "F4"),
            string.Join(", ", runs.Of(name).Select(run => RunSet.Number(Distance(new RunSet([run, .. runs.Of(On).Where(on => on.Plan.Settings.Seed == run.Plan.Settings.Seed)]), name), "F4"))),
        ]);
        return new Numbers("Mean distance of training loss to the run with weight decay", ["Series", "Mean", "Each seed"], [.. rows], "weight-decay-distance");
    }
}
