using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Perf.Measuring;

namespace NormGpu.Perf.Studies;

/// <summary>The studies, one after the other.</summary>
internal static class MeasureCommand
{
    private static readonly (string Name, Action<StudySettings> Run)[] Studies =
    [
        ("peers", PeerStudy.Run), ("limit", LimitStudy.Run), ("threads", ThreadStudy.Run), ("sizes", SizeStudy.Run), ("training", TrainingStudy.Run),
    ];

    /// <summary>From here on results are doubtful.</summary>
    private const double TooBusyPercent = 5;

    private static string Names => string.Join(", ", Studies.Select(study => study.Name));

    public static RootCommand Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Fewer rounds: to see that all works, not to quote." };
        var only = new Option<string[]>("--only") { Description = $"Some of {Names}; all where none is named.", AllowMultipleArgumentsPerToken = true, HelpName = "study" };
        var threads = new Option<int>("--threads") { Description = "Threads on both sides.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var folder = new Option<string>("--out") { Description = "Folder of the tables and plots.", DefaultValueFactory = _ => "perf/results" };
        var command = new RootCommand("Measures NormGpu beside PyTorch, in turns, in one run. Single operators: `operators --filter '*'`.") { quick, only, threads, folder };
        command.SetAction(parsed =>
        {
            var settings = new StudySettings(parsed.GetValue(quick), parsed.GetValue(threads), parsed.GetRequiredValue(folder), Origin.Current());
            if (settings.Threads < 1)
                throw CommandException.WrongUse($"--threads takes 1 or more, not {settings.Threads}.");
            return Run(settings, parsed.GetValue(only) ?? []);
        });
        return command;
    }

    private static int Run(StudySettings settings, string[] wanted)
    {
        if (wanted.FirstOrDefault(name => !Studies.Any(study => name.Equals(study.Name, StringComparison.Ordinal))) is { } unknown)
            throw CommandException.WrongUse($"There is no study '{unknown}'; --only takes {Names}.");
        Console.WriteLine(string.Join(", ", Origin.Columns.Zip(settings.Origin.Cells, (column, cell) => $"{column} {cell}")));
        var chosen = Studies.Where(study => wanted.Length == 0 || wanted.Contains(study.Name, StringComparer.Ordinal)).ToArray();
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < chosen.Length; number++)
        {
            Console.WriteLine($"[{number + 1}/{chosen.Length}] {chosen[number].Name}, {watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s so far");
            var origin = Origin.Current();
            if (origin.BusyPercent > TooBusyPercent)
                Console.Error.WriteLine($"measure: others keep this machine {origin.BusyPercent:F0} % busy; numbers will be wrong, those of OpenMP most of all.");
            chosen[number].Run(settings with { Origin = origin });
        }

        Console.WriteLine($"Done in {watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s; tables and plots are in {settings.Folder}.");
        return 0;
    }
}
