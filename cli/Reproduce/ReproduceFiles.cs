using System.Text;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Devices;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>What `reproduce` writes beside the runs: summary.json, report.html, and each experiment's .csv and .svg files.</summary>
internal static class ReproduceFiles
{
    /// <summary>Writes all files together, over those of an earlier call.</summary>
    public static void Write(string folder, IReadOnlyList<ExperimentResult> results, bool quick, string command)
    {
        var processor = Processor.Current();
        var machine = $"{processor.Name}, {processor.Cores} cores";
        using var output = new OutputFolder(folder);
        foreach (var result in results)
        {
            Add(output, $"{result.Experiment.Name}.csv", result.Runs.Csv());
            foreach (var table in result.Findings.Tables)
                Add(output, $"{table.File}.csv", Csv(table));
            foreach (var figure in result.Findings.Figures)
                Add(output, $"{figure.File}.svg", figure.Chart.ToSvg());
        }

        var summary = new { Command = command, Quick = quick, Machine = machine, Experiments = results.ToDictionary(result => result.Experiment.Name, result => result.Summary(), StringComparer.Ordinal) };
        output.Add("summary.json", stream => JsonSerializer.Serialize(stream, summary, RunSummary.Layout));
        Add(output, "report.html", ReproduceReport.Compose(results, command, machine));
        output.Commit();
    }

    private static void Add(OutputFolder output, string name, string text) => output.Add(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static string Csv(Numbers table)
    {
        var text = new StringBuilder();
        foreach (var row in table.Rows.Prepend(table.Columns))
            text.Append(string.Join(',', row.Select(cell => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell))).Append('\n');
        return text.ToString();
    }
}
