using System.Globalization;

namespace NormGpu.Cli.Reproduce;

/// <summary>Batch norm by other deviations than L2 trains as well. Source: "Norm matters", section 3.</summary>
public sealed class LpExperiment : IExperiment
{
    /// <summary>Points of accuracy that a norm may lose against L2.</summary>
    public const double MayLose = 1.5;

    private const string Baseline = "L2";

    private static readonly (string Series, Norm Norm)[] Norms =
        [(Baseline, Norm.L2), ("L1", Norm.L1), ("L∞", Norm.LInf), ("Top(10)", Norm.TopK), ("Range", Norm.Range)];

    /// <inheritdoc/>
    public string Name => "lp";

    /// <inheritdoc/>
    public string Title => "Batch norm in L1, L∞, Top(k) and Range";

    /// <inheritdoc/>
    public string Claim => "L1 and Top(10) batch norm reach the accuracy of L2, L∞ loses a little (section 3; final validation error of ResNet-18 on ImageNet: "
        + "L2 33.4, L1 34, Top(10) 34.3, L∞ 36.0 %, read off; Range is the authors' later proposal for 8-bit training).";

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRun> Plan(ReproduceOptions options)
    {
        return PlannedRun.Cross(options, Name, options.SeedsOr(quick: 2, full: 3),
        [
            .. Norms.Select(line => (line.Series, options.Training(line.Norm, options.Choose(10_000, 30_000), options.Choose(4, 5)))),
        ]);
    }

    /// <inheritdoc/>
    public Findings Judge(RunSet runs)
    {
        return new Findings(
            [.. runs.Names.Where(name => name is not Baseline).Select(name => Compare(runs, name))],
            [
                new Figure("lp-training-error", "Training error per epoch, means and ranges over seeds.", runs.Chart("Training error", "Percent of training images", epoch => 100 - epoch.TrainAccuracy)),
                new Figure("lp-validation-error", "Error on the test images per epoch.", runs.Chart("Validation error", "Percent of test images", epoch => 100 - epoch.TestAccuracy)),
            ],
            [PaperNumbers.Beside(runs, "lp-paper", [("L2", 33.4), ("L1", 34), ("Top(10)", 34.3), ("L∞", 36.0)])]);
    }

    private static Verdict Compare(RunSet runs, string series)
    {
        var (baseline, accuracy) = (runs.Final(Baseline), runs.Final(series));
        var holds = accuracy >= baseline - MayLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture, $"{series}: {accuracy:F2} %, {accuracy - baseline:+0.00;-0.00;0.00} points against L2 ({baseline:F2} %): ")
            + (holds ? "as good within 1.5 points." : "worse by more than 1.5 points."),
            new Dictionary<string, double>(StringComparer.Ordinal) { [$"difference_{series}"] = accuracy - baseline });
    }
}
