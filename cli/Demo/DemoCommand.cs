using System.CommandLine;
using System.Text;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;
using NormGpu.Cli.Devices;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Demo;

/// <summary>`normgpu demo`: six trainings that show where L2 batch norm breaks in half precision, and what does not.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<string>("--data")
        {
            Description = $"The installed {DatasetLocation.FashionMnist}, or a folder with IDX files; the first 10,000 training images are used.",
            HelpName = $"{DatasetLocation.FashionMnist}|DIR",
            DefaultValueFactory = _ => DatasetLocation.FashionMnist,
        };
        var seed = NumberOptions.Integer("--seed", "Of the initial weights and the order of images.", 1, least: 0);
        var threads = NumberOptions.Integer("--threads", "Processor threads.", Environment.ProcessorCount, least: 1, most: 1024);
        var resume = new Option<bool>("--resume") { Description = "Keep what an earlier demo with the same settings left in DIR, and go on from there." };
        var output = new Option<string>("--out") { Description = "Folder for the results; made where it is missing.", HelpName = "DIR", DefaultValueFactory = _ => "out/demo" };

        var command = new Command("demo", "Train six networks in full and half precision, and compare them. Writes report.html, summary.json and each run's files.")
        {
            data, seed, threads, resume, output,
        };
        command.SetAction(parsed =>
        {
            var images = Dataset.Read(DatasetLocation.Resolve(parsed.GetRequiredValue(data)));
            var runs = DemoRun.All(parsed.GetRequiredValue(data), images.Training.Count, parsed.GetValue(seed), parsed.GetValue(threads));
            var folder = parsed.GetRequiredValue(output);
            var results = Train(terminal, runs, images, folder, parsed.GetValue(resume));
            Write(folder, runs, results);
            Show(terminal, folder, runs, results);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static List<TrainingResult> Train(Terminal terminal, IReadOnlyList<DemoRun> runs, Dataset data, string folder, bool resume)
    {
        using var stop = new StopSignal(terminal.Stop);
        var results = new List<TrainingResult>();
        foreach (var run in runs)
        {
            var own = Path.Combine(folder, run.Folder);
            var begun = resume && File.Exists(Path.Combine(own, Checkpoint.Name));
            terminal.Output.WriteLine($"[{results.Count + 1}/{runs.Count}] {run.Name} ({TrainingWords.Input.For(run.Settings.Input)} input)");
            try
            {
                results.Add(TrainingProgress.Show(
                    terminal, run.Settings.Epochs, run.Settings.TrainImages, events => TrainingRun.Execute(run.Settings, data, own, begun, events, stop.Token)));
            }
            catch (CommandException) when (stop.Token.IsCancellationRequested)
            {
                throw CommandException.Failed($"Stopped in run {results.Count + 1} of {runs.Count}; the same command with --resume goes on from there.");
            }
        }

        return results;
    }

    private static void Write(string folder, IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results)
    {
        var processor = Processor.Current();
        using var output = new OutputFolder(folder);
        output.Add("report.html", stream => stream.Write(Encoding.UTF8.GetBytes(DemoReport.Compose(runs, results, $"{processor.Name}, {processor.Cores} cores"))));
        output.Add("summary.json", stream => JsonSerializer.Serialize(stream, new { Runs = results.Select(RunSummary.Brief) }, RunSummary.Layout));
        output.Commit();
    }

    private static void Show(Terminal terminal, string folder, IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results)
    {
        terminal.Output.WriteLine();
        TextTable.Write(terminal, DemoTable.Columns, DemoTable.Rows(runs, results));
        terminal.Output.WriteLine();
        foreach (var sentence in DemoFindings.Sentences(results))
            terminal.Output.WriteLine(sentence);
        terminal.Output.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }
}
