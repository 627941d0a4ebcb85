using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;
using NormGpu.Cli.Training;
using NormGpu.Torch;
using Spectre.Console;

namespace NormGpu.Cli.Reproduce;

/// <summary>Trains the runs of an experiment, keeps those that an earlier call finished, and shows how far it is.</summary>
internal static class ExperimentRunner
{
    /// <summary>Runs the plan.</summary>
    /// <exception cref="CommandException">It was stopped, or the folder holds runs of other settings.</exception>
    public static RunSet Run(Terminal terminal, IExperiment experiment, IReadOnlyList<PlannedRun> plan, Dataset data, CancellationToken stop)
    {
        if (!terminal.Interactive)
            return Run(experiment, plan, data, new Progress(_ => { }, (_, _) => { }, terminal.Output.WriteLine), stop);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) });
        var bars = console.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        return bars.Start(context =>
        {
            var all = context.AddTask(Markup.Escape(experiment.Name), maxValue: plan.Sum(run => run.Settings.Epochs * (double)run.Settings.TrainImages));
            var done = 0.0;
            var progress = new Progress(
                run => all.Description = Markup.Escape($"{experiment.Name}: {run.Series}, seed {run.Settings.Seed}"),
                (run, images) => all.Value = done + images,
                line =>
                {
                    done = all.Value;
                    console.WriteLine(line);
                });
            return Run(experiment, plan, data, progress, stop);
        });
    }

    private static RunSet Run(IExperiment experiment, IReadOnlyList<PlannedRun> plan, Dataset data, Progress progress, CancellationToken stop)
    {
        var finished = new List<FinishedRun>();
        foreach (var run in plan)
        {
            progress.Begin(run);
            var begun = File.Exists(Path.Combine(run.Folder, Checkpoint.Name));
            try
            {
                finished.Add(Train(run, data, begun, progress, stop));
            }
            catch (CommandException) when (stop.IsCancellationRequested)
            {
                throw CommandException.Failed($"Stopped in run {finished.Count + 1} of {plan.Count} of {experiment.Name}; the same command goes on from there.");
            }
            catch (CommandException other) when (other.Code == ExitCode.WrongUse)
            {
                throw CommandException.Failed($"{run.Folder} holds a run of other settings; choose another --out, or delete it. ({other.Message})");
            }

            var last = finished[^1].Result.Epochs[^1];
            progress.End(string.Create(
                CultureInfo.InvariantCulture,
                $"[{finished.Count}/{plan.Count}] {experiment.Name}: {run.Series}, seed {run.Settings.Seed}: test {last.TestAccuracy:F2} %, loss {last.TrainLoss:F4}, {finished[^1].Result.Seconds:F0} s"));
        }

        return new RunSet(finished);
    }

    private static FinishedRun Train(PlannedRun run, Dataset data, bool begun, Progress progress, CancellationToken stop)
    {
        var events = new TrainingEvents(tick => progress.Step(run, (tick.Epoch - 1.0) * run.Settings.TrainImages + tick.Images), _ => { });
        var result = TrainingRun.Execute(run.Settings, data, run.Folder, begun, events, stop);
        progress.Step(run, run.Settings.Epochs * (double)run.Settings.TrainImages);
        return new FinishedRun(run, result, ChannelNormRecord.Load(Path.Combine(run.Folder, TrainingRun.NormsName)));
    }

    /// <summary>What is shown: the run that begins, images of it that were trained on, a line at its end.</summary>
    private sealed record Progress(Action<PlannedRun> Begin, Action<PlannedRun, double> Step, Action<string> End);
}
