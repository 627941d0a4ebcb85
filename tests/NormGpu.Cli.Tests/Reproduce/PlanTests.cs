using NormGpu.Cli.Reproduce;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Reproduce;

public sealed class PlanTests
{
    public static TheoryData<IExperiment> Experiments => [new HalfExperiment(), new LpExperiment(), new ConstantsExperiment(), new WeightDecayExperiment(), new BoundedWeightsExperiment()];

    [Theory]
    [MemberData(nameof(Experiments))]
    public void Every_run_has_a_folder_of_its_own_and_settings_of_its_own(IExperiment experiment)
    {
        foreach (var quick in new[] { true, false })
        {
            var runs = experiment.Plan(SampleRuns.Options(quick));

            Assert.Equal(runs.Count, runs.Select(run => run.Folder).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(runs.Count, runs.Select(run => run.Settings).Distinct().Count());
        }
    }

    [Fact]
    public void Weight_decay_has_the_trials_settings_and_three_seeds_that_did_not_choose_them()
    {
        var runs = new WeightDecayExperiment().Plan(SampleRuns.Options());

        Assert.Equal([4, 5, 6], runs.Where(run => run.Series == "WD off + correction").Select(run => run.Settings.Seed));
        Assert.All(runs, run => Assert.Equal(
            ("resnet8-narrow", 10_000, 12, 0.1, LearningRateSchedule.LateStep, 5e-3),
            (run.Settings.Model, run.Settings.TrainImages, run.Settings.Epochs, run.Settings.LearningRate, run.Settings.Schedule, run.Settings.WeightDecay)));
        // Each follows the norms of its own seed's run, which comes before it.
        Assert.All(runs.Where(run => run.Settings.ChannelNorms != ChannelNormUse.Free), run =>
            Assert.Contains(runs.TakeWhile(earlier => earlier != run), earlier =>
                earlier.Series == "WD on" && earlier.Settings.Seed == run.Settings.Seed && run.Settings.ChannelNormsFrom.StartsWith(earlier.Folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_smaller_data_set_is_used_whole()
    {
        Assert.All(new LpExperiment().Plan(SampleRuns.Options() with { Available = 160 }), run => Assert.Equal(160, run.Settings.TrainImages));
    }

    [Fact]
    public void The_papers_curves_have_the_papers_means()
    {
        var curves = PaperCurves.Of(PaperCurves.WeightDecay).ToDictionary(line => line.Name, line => line.Points.TakeLast(10).Average(point => point.Y), StringComparer.Ordinal);

        Assert.Equal(90.55, curves["WD on"], 0.005);
        Assert.Equal(89.29, curves["WD off"], 0.005);
        Assert.Equal(90.56, curves["WD off+LRcorr"], 0.005);
        Assert.Equal(90.23, curves["LRsched->Normsched"], 0.005);
        Assert.Equal(480 - (4 * 78), PaperCurves.Of(PaperCurves.BoundedWeightNorm).Sum(line => line.Points.Count));
    }
}
