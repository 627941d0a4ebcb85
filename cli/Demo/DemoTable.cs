using System.Globalization;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Demo;

/// <summary>The six runs as rows.</summary>
public static class DemoTable
{
    /// <summary>Head line.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["Run", "Input", "Arithmetic", "Accumulators", "Test accuracy", "Train loss", "Non-finite statistics", "Skipped steps", "Seconds"];

    /// <summary>A row for each run that has a result.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results)
    {
        return [.. runs.Zip(results, Row)];
    }

    private static string[] Row(DemoRun run, TrainingResult result)
    {
        var summary = RunSummary.Brief(result);
        return
        [
            run.Name,
            summary.Input,
            summary.Arithmetic,
            summary.Accumulate,
            Number(result.Epochs[^1].TestAccuracy, "F2") + " %",
            Number(result.Epochs[^1].TrainLoss, "F4"),
            Number(result.NonfiniteStatistics, "N0"),
            Number(result.NonfiniteSteps, "N0"),
            Number(result.Seconds, "F1"),
        ];
    }

    private static string Number(double value, string format)
    {
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
