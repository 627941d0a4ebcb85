using NormGpu.Cli.Demo;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Training;

/// <summary>Results made by hand, for what reports them.</summary>
internal static class SampleResults
{
    public static EpochResult Epoch(int epoch, double accuracy, double loss = 0.5, long steps = 0, long statistics = 0)
    {
        return new EpochResult(epoch, loss, accuracy - 1, accuracy, 0.1 / epoch, 128, steps, statistics, 1234.56, 2.5);
    }

    /// <summary>The demo's six runs with these final accuracies; counts are of non-finite statistics per run.</summary>
    public static (IReadOnlyList<DemoRun> Runs, IReadOnlyList<TrainingResult> Results) Demo(double[] accuracies, long[] counts)
    {
        var runs = DemoRun.All("fashion-mnist", 60_000, seed: 1, threads: 2);
        var results = runs.Select((run, index) => new TrainingResult(
            run.Settings,
            [Epoch(1, accuracies[index] * 0.9, 0.9), Epoch(2, accuracies[index] * 0.95, 0.6), Epoch(3, accuracies[index], 0.4, statistics: counts[index])],
            [new LayerResult("stem.norm", 16, 0), new LayerResult("stage1.0.norm1", 16, counts[index])],
            12.5));
        return (runs, [.. results]);
    }
}
