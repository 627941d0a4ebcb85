using System.Globalization;
using NormGpu.Cli.Reports;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>The page of all experiments: one HTML file that needs no other.</summary>
internal static class ReproduceReport
{
    private const int NumbersFrom = 2;

    /// <summary>Composes the page.</summary>
    /// <param name="results">In the order of the page.</param>
    /// <param name="command">That repeats all.</param>
    /// <param name="processor">Where it ran.</param>
    public static string Compose(IReadOnlyList<ExperimentResult> results, string command, string processor)
    {
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Norm matters, reproduced</title>
            <style>
            {ReportStyle.Sheet}
            </style>
            </head>
            <body>
            <main>
            <h1>Norm matters, reproduced</h1>
            <p class="lead">The claims of “Norm matters” on small networks and real images (Fashion-MNIST unless said otherwise). Every sentence with a mark is decided by the numbers beside it;
            where a claim does not show on this data, it says so.</p>
            {Html.Table(["Experiment", "Claims that show", ""], [.. results.Select(Overview)], 9)}
            {Html.Lines(results.Select(Section))}
            <h2>How this was made</h2>
            <p>On {Html.Text(processor)}:</p>
            <pre>{Html.Text(command)}</pre>
            <footer>Hoffer, Banner, Golan, Soudry: “Norm matters: efficient and accurate normalization schemes in deep networks”, NeurIPS 2018,
            <a href="https://arxiv.org/abs/1803.01814">arXiv 1803.01814</a>. Made by NormGpu.</footer>
            </main>
            </body>
            </html>

            """;
    }

    private static string[] Overview(ExperimentResult result)
    {
        var verdicts = result.Findings.Verdicts;
        return [result.Experiment.Title, $"{verdicts.Count(verdict => verdict.Holds)} of {verdicts.Count}", verdicts[0].Sentence];
    }

    private static string Section(ExperimentResult result)
    {
        var runs = result.Runs;
        var tables = result.Findings.Tables.Where(table => table.Title.Length > 0);
        return $"""
            <h2 id="{result.Experiment.Name}">{Html.Text(result.Experiment.Title)}</h2>
            <p><b>The paper:</b> {Html.Text(result.Experiment.Claim)}</p>
            {Html.Lines(result.Findings.Verdicts.Select(Mark))}
            <section class="charts">
            {Html.Lines(result.Findings.Figures.Select(figure => $"<figure>{figure.Chart.ToSvg()}<figcaption>{Html.Text(figure.Caption)}</figcaption></figure>"))}
            </section>
            {Html.Table(RunSet.Columns, runs.Rows(), NumbersFrom)}
            {Html.Lines(tables.Select(table => $"<p>{Html.Text(table.Title)}:</p>\n{Html.Table(table.Columns, table.Rows, 1)}"))}
            <details><summary>{Html.Text(Settings(runs))}</summary>
            <p>Each run alone, to the same bits on this machine:</p>
            <pre>{Html.Lines(runs.Runs.Select(run => Html.Text(TrainingWords.Command(run.Plan.Settings, run.Plan.Folder))))}</pre></details>
            """;
    }

    private static string Mark(Verdict verdict)
    {
        return $"<p class=\"verdict {(verdict.Holds ? "holds" : "fails")}\"><b>{(verdict.Holds ? "Shows:" : "Does not show:")}</b> {Html.Text(verdict.Sentence)}</p>";
    }

    private static string Settings(RunSet runs)
    {
        var groups = runs.Runs
            .Select(run => run.Plan.Settings)
            .GroupBy(settings => (settings.Model, settings.TrainImages, settings.Epochs, settings.BatchSize, settings.LearningRate))
            .Select(group => string.Create(
                CultureInfo.InvariantCulture,
                $"{group.Count()} runs of {group.Key.Model} on {group.Key.TrainImages:N0} images, {group.Key.Epochs} epochs, batch {group.Key.BatchSize}, rate {group.Key.LearningRate}"));
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", groups)}; {runs.Runs.Sum(run => run.Result.Seconds):F0} s in all. Commands");
    }
}
