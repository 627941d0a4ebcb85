using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>An experiment that came to its end.</summary>
/// <param name="Experiment">What it was.</param>
/// <param name="Runs">What was trained.</param>
/// <param name="Findings">What it shows.</param>
public sealed record ExperimentResult(IExperiment Experiment, RunSet Runs, Findings Findings)
{
    /// <summary>Whether every claim shows.</summary>
    public bool Holds => Findings.Verdicts.All(verdict => verdict.Holds);

    /// <summary>As summary.json has it. Numbers that are not finite are null.</summary>
    public object Summary() => new
    {
        Experiment.Title,
        Experiment.Claim,
        Holds,
        Verdict = string.Join(' ', Findings.Verdicts.Select(verdict => verdict.Sentence)),
        Verdicts = Findings.Verdicts.Select(verdict => new
        {
            verdict.Holds,
            verdict.Sentence,
            Numbers = verdict.Numbers.ToDictionary(number => number.Key, number => Finite(number.Value), StringComparer.Ordinal),
        }),
        Series = Runs.Names.Select(name => new
        {
            Name = name,
            Seeds = Runs.Of(name).Select(run => run.Plan.Settings.Seed),
            FinalTestAccuracy = Runs.Finals(name).Select(Finite),
            MeanFinalTestAccuracy = Finite(Runs.Final(name)),
            TestAccuracy = Curves(name, epoch => epoch.TestAccuracy),
            TrainAccuracy = Curves(name, epoch => epoch.TrainAccuracy),
            TrainLoss = Curves(name, epoch => epoch.TrainLoss),
            NonfiniteStatistics = Runs.Of(name).Select(run => run.Result.NonfiniteStatistics),
            NonfiniteSteps = Runs.Of(name).Select(run => run.Result.NonfiniteSteps),
            Settings = TrainingWords.Describe(Runs.Of(name)[0].Plan.Settings),
        }),
        Seconds = Math.Round(Runs.Runs.Sum(run => run.Result.Seconds), 1),
    };

    private IEnumerable<IEnumerable<double?>> Curves(string series, Func<EpochResult, double> value)
    {
        return Runs.Of(series).Select(run => run.Result.Epochs.Select(epoch => Finite(value(epoch))));
    }

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}
