using System.Globalization;
using NormGpu.Cli.CommandLine;
using Spectre.Console;

namespace NormGpu.Cli.Training;

/// <summary>Shows a training while it runs: a bar where a person watches, and a line per epoch.</summary>
public static class TrainingProgress
{
    /// <summary>Runs <paramref name="work"/> and shows what it tells.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="epochs">Of the training.</param>
    /// <param name="images">Of an epoch.</param>
    /// <param name="work">The training.</param>
    public static TrainingResult Show(Terminal terminal, int epochs, int images, Func<TrainingEvents, TrainingResult> work)
    {
        return terminal.Interactive ? Draw(terminal, epochs, images, work) : work(Lines(terminal, epochs));
    }

    private static TrainingEvents Lines(Terminal terminal, int epochs)
    {
        return new TrainingEvents(_ => { }, result => terminal.Output.WriteLine(Line(result, epochs)));
    }

    private static TrainingResult Draw(Terminal terminal, int epochs, int images, Func<TrainingEvents, TrainingResult> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) });
        var progress = console.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        return progress.Start(context =>
        {
            var bar = context.AddTask($"epoch 1/{epochs}", maxValue: (double)epochs * images);
            return work(new TrainingEvents(
                tick =>
                {
                    bar.Value = (tick.Epoch - 1.0) * images + tick.Images;
                    bar.Description = string.Create(CultureInfo.InvariantCulture, $"epoch {tick.Epoch}/{epochs}  {tick.ImagesPerSecond:F0} images/s");
                },
                result => console.WriteLine(Line(result, epochs))));
        });
    }

    private static string Line(EpochResult result, int epochs)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {result.Epoch}/{epochs}  loss {result.TrainLoss:F4}  train {result.TrainAccuracy:F2} %  test {result.TestAccuracy:F2} %  "
            + $"{result.ImagesPerSecond:F0} images/s  {result.Seconds:F1} s  skipped steps {result.NonfiniteSteps}  non-finite statistics {result.NonfiniteStatistics}");
    }
}
