using NormGpu.Cli.Training;
using NormGpu.Torch;

namespace NormGpu.Cli.Reproduce;

/// <summary>One training of an experiment.</summary>
/// <param name="Series">The line that it belongs to, which has one run for each seed.</param>
/// <param name="Settings">What it trains, seed included.</param>
/// <param name="Folder">Of its files.</param>
public sealed record PlannedRun(string Series, TrainingSettings Settings, string Folder)
{
    /// <summary>The folder of a run: DIR/runs/EXPERIMENT/SERIES-SEED.</summary>
    public static string FolderOf(ReproduceOptions options, string experiment, string series, int seed)
    {
        var name = new string([.. series.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
        return Path.Combine(options.Folder, "runs", experiment, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{seed}"));
    }

    /// <summary>Every series with every seed, seed by seed.</summary>
    public static IReadOnlyList<PlannedRun> Cross(ReproduceOptions options, string experiment, IReadOnlyList<int> seeds, IReadOnlyList<(string Series, TrainingSettings Settings)> series)
    {
        return
        [
            .. seeds.SelectMany(seed => series.Select(line =>
                new PlannedRun(line.Series, line.Settings with { Seed = seed }, FolderOf(options, experiment, line.Series, seed)))),
        ];
    }
}

/// <summary>A training of an experiment that came to its end.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Norms">Norms of its convolutions' channels.</param>
public sealed record FinishedRun(PlannedRun Plan, TrainingResult Result, ChannelNormRecord Norms);
