using NormGpu.Cli.Reproduce;

namespace NormGpu.Cli.Tests.Reproduce;

/// <summary>Verdicts come from the numbers: each claim is shown results that hold it and results that miss it by little.</summary>
public sealed class VerdictTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<IExperiment, string, double, double, int> Accuracies => new()
    {
        // Experiment, series, its accuracy where all others have 85, accuracy that just misses, number of the verdict.
        { new LpExperiment(), "L1", 83.6, 83.4, 0 },
        { new LpExperiment(), "Range", 83.6, 83.4, 3 },
        { new ConstantsExperiment(), "C/4", 83.4, 83.6, 0 },
        { new ConstantsExperiment(), "4·C", 83.4, 83.6, 1 },
        { new ConstantsExperiment(), "4·C", 80, 88, 1 },
        { new HalfExperiment(), "FP16 L2", 74.9, 75.1, 0 },
        { new HalfExperiment(), "FP16 L1", 83.6, 83.4, 1 },
        { new HalfExperiment(), "FP16 Top(10)", 83.6, double.NaN, 3 },
        { new BoundedWeightsExperiment(), "BWN L∞", 83.6, 83.4, 2 },
        { new BoundedWeightsExperiment(), "plain WN", 84.4, 84.6, 3 },
        { new BoundedWeightsExperiment(), "mean-only BN alone", 83.4, 83.6, 4 },
        { new BoundedWeightsExperiment(), "resnet20: mean-only BN alone", 83.4, 83.6, 5 },
        { new WeightDecayExperiment(), "WD off + correction", 84.6, 84.4, 1 },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Accuracies))]
    public void A_claim_shows_or_does_not_as_the_accuracy_says(IExperiment experiment, string series, double shows, double misses, int verdict)
    {
        var good = Judge(experiment, name => name == series ? shows : 85)[verdict];
        var bad = Judge(experiment, name => name == series ? misses : 85)[verdict];

        Assert.True(good.Holds, good.Sentence);
        Assert.False(bad.Holds, bad.Sentence);
        Assert.NotEqual(good.Sentence, bad.Sentence);
        Assert.NotEmpty(good.Numbers);
    }

    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.26, false)]
    public void The_correction_must_halve_the_distance_of_the_loss(double distance, bool holds)
    {
        var verdict = Judge(new WeightDecayExperiment(), _ => 85, series => series switch
        {
            "WD off" => 0.5,
            "WD off + correction" => distance,
            _ => 0,
        })[0];

        Assert.Equal(holds, verdict.Holds);
        Assert.Equal((0.5, distance), (verdict.Numbers["distance_off"], verdict.Numbers["distance_corrected"]));
    }

    [Fact]
    public void A_loss_below_that_of_weight_decay_is_as_far_away_as_one_above()
    {
        var verdict = Judge(new WeightDecayExperiment(), _ => 85, series => series == "WD off + correction" ? -0.3 : series == "WD off" ? 0.3 : 0)[0];

        Assert.Equal(1, verdict.Numbers["times_closer"], 1e-9);
    }

    [Theory]
    [InlineData(85, 85, "does not show that the norm on the weights is needed")]
    [InlineData(10, 0, "both fall behind batch norm")]
    [InlineData(10, double.NaN, "both fall behind batch norm")]
    [InlineData(80, 85, "bounded weight norm falls behind")]
    [InlineData(84, 10, "is needed.")]
    public void The_control_counts_only_where_bounded_weights_keep_up(double bounded, double control, string words)
    {
        var verdict = Judge(new BoundedWeightsExperiment(), series => series switch
        {
            "resnet20: BWN L2" => bounded,
            "resnet20: mean-only BN alone" => control,
            _ => 85,
        })[^1];

        Assert.EndsWith(words.TrimEnd('.') + ".", verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal(bounded == 84, verdict.Holds);
    }

    [Fact]
    public void Results_that_are_not_finite_are_null_in_the_summary_and_no_claim_shows()
    {
        var experiment = new LpExperiment();
        var runs = SampleRuns.Of(experiment, SampleRuns.Norms(folder), series => series == "L1" ? double.NaN : 85, series => series == "L1" ? double.NaN : 0);

        var result = new ExperimentResult(experiment, runs, experiment.Judge(runs));

        Assert.False(result.Holds);
        var json = System.Text.Json.JsonSerializer.Serialize(result.Summary(), NormGpu.Cli.Training.RunSummary.Layout);
        Assert.Contains("null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN\"", json, StringComparison.Ordinal);
    }

    private IReadOnlyList<Verdict> Judge(IExperiment experiment, Func<string, double> accuracy, Func<string, double>? moreLoss = null)
    {
        return experiment.Judge(SampleRuns.Of(experiment, SampleRuns.Norms(folder), accuracy, moreLoss)).Verdicts;
    }
}
