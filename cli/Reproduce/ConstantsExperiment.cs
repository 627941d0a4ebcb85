using System.Globalization;

namespace NormGpu.Cli.Reproduce;

/// <summary>The constant of L1 batch norm matters: a quarter and four times of it lose accuracy. Source: "Norm matters", section 3.</summary>
public sealed class ConstantsExperiment : IExperiment
{
    /// <summary>Points of accuracy that a wrong constant must cost.</summary>
    public const double MustLose = 1.5;

    private const string Right = "C";
    private const string Quarter = "C/4";
    private const string Fourfold = "4·C";

    /// <inheritdoc/>
    public string Name => "constants";

    /// <inheritdoc/>
    public string Title => "The constant of L1 batch norm";

    /// <inheritdoc/>
    public string Claim => "C = sqrt(pi/2) makes L1 batch norm as accurate as L2; a quarter of it and four times of it are worse (section 3; final validation error of ResNet-18 on "
        + "ImageNet: C/4 36.3, C 33.8, 4·C 35.4 %, read off).";

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRun> Plan(ReproduceOptions options)
    {
        var right = options.Training(Norm.L1, 10_000, options.Choose(3, 5)) with { Input = Training.InputScale.Raw };
        return PlannedRun.Cross(options, Name, options.SeedsOr(quick: 3, full: 5),
        [
            (Right, right),
            (Quarter, right with { ConstantFactor = 0.25 }),
            (Fourfold, right with { ConstantFactor = 4 }),
        ]);
    }

    /// <inheritdoc/>
    public Findings Judge(RunSet runs)
    {
        return new Findings(
            [Compare(runs, Quarter, "quarter"), Compare(runs, Fourfold, "fourfold")],
            [
                new Figure("constants-accuracy", "Test accuracy with each constant, means and ranges over seeds.", runs.Chart("Test accuracy", "Percent of test images", epoch => epoch.TestAccuracy)),
                new Figure("constants-loss", "Training loss with each constant.", runs.Chart("Training loss", "Mean cross-entropy", epoch => epoch.TrainLoss)),
            ],
            [PaperNumbers.Beside(runs, "constants-paper", [(Quarter, 36.3), (Right, 33.8), (Fourfold, 35.4)])]);
    }

    private static Verdict Compare(RunSet runs, string series, string key)
    {
        var (right, wrong) = (runs.Final(Right), runs.Final(series));
        var holds = wrong <= right - MustLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture, $"{series} reaches {wrong:F2} %, {Math.Abs(right - wrong):F2} points {(wrong <= right ? "below" : "above")} C ({right:F2} %): ")
            + (holds ? "the constant matters, as the paper says." : "less than the 1.5 points that would show it here."),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy_c"] = right, [$"accuracy_{key}"] = wrong, [$"loss_{key}"] = right - wrong });
    }
}
