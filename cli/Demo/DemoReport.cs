using System.Globalization;
using NormGpu.Cli.Charts;
using NormGpu.Cli.Reports;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Demo;

/// <summary>The demo's page: one HTML file that needs no other.</summary>
public static class DemoReport
{
    /// <summary>First column of the results that is set as a number.</summary>
    private const int NumbersFrom = 4;

    private static readonly Axis Epoch = new("Epoch", AxisKind.Whole);

    /// <summary>Composes the page.</summary>
    /// <param name="runs">What was trained.</param>
    /// <param name="results">What came of it, in the same order.</param>
    /// <param name="processor">Where.</param>
    public static string Compose(IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results, string processor)
    {
        var accuracy = Chart("Test accuracy", "Percent of test images", runs, results, epoch => epoch.TestAccuracy);
        var loss = Chart("Training loss", "Mean cross-entropy", runs, results, epoch => epoch.TrainLoss);
        var seconds = results.Sum(result => result.Seconds);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Batch norm in half precision</title>
            <style>
            {ReportStyle.Sheet}
            </style>
            </head>
            <body>
            <main>
            <h1>Batch norm in half precision</h1>
            <p class="lead">{Html.Text(DemoFindings.Sentences(results)[1])}</p>
            <p class="lead">{Html.Text(DemoFindings.Sentences(results)[2])}</p>
            <section class="charts">
            <figure>{accuracy}</figure>
            <figure>{loss}</figure>
            </section>
            <h2>Results</h2>
            {Html.Table(DemoTable.Columns, DemoTable.Rows(runs, results), NumbersFrom)}
            <h2>What happened, and why</h2>
            <ul>
            {Html.Lines(DemoFindings.Sentences(results).Select(sentence => $"<li>{Html.Text(sentence)}</li>"))}
            </ul>
            <h2>Non-finite statistics per layer</h2>
            <p>Each count is a channel of a training batch whose mean or deviation was infinite or NaN; its running statistics then stay as they were.</p>
            {LayerTable(runs, results)}
            <h2>Settings</h2>
            <p>What all runs share:</p>
            {Html.Table(["Setting", "Value"], SharedSettings(runs), 2)}
            <p>Each run alone, to the same bits on this machine ({Html.Text(processor)}; all six took {seconds.ToString("F0", CultureInfo.InvariantCulture)} s):</p>
            <pre>{Html.Lines(runs.Select(run => Html.Text(run.Command)))}</pre>
            <footer>Hoffer, Banner, Golan, Soudry: “Norm matters: efficient and accurate normalization schemes in deep networks”, NeurIPS 2018,
            <a href="https://arxiv.org/abs/1803.01814">arXiv 1803.01814</a>. Made by NormGpu.</footer>
            </main>
            </body>
            </html>

            """;
    }

    private static string Chart(
        string title, string unit, IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results, Func<EpochResult, double> value)
    {
        var series = runs.Zip(results, (run, result) => new Series(run.Name, [.. result.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))]));
        return new LineChart(title, Epoch, new Axis(unit), [.. series]).ToSvg();
    }

    private static string LayerTable(IReadOnlyList<DemoRun> runs, IReadOnlyList<TrainingResult> results)
    {
        var rows = results[0].Layers.Select((layer, index) => (string[])
        [
            layer.Name,
            layer.Channels.ToString(CultureInfo.InvariantCulture),
            .. results.Select(result => result.Layers[index].NonfiniteStatistics.ToString("N0", CultureInfo.InvariantCulture)),
        ]);
        return Html.Table(["Layer", "Channels", .. runs.Select(run => run.Name)], [.. rows], 1);
    }

    private static IReadOnlyList<IReadOnlyList<string>> SharedSettings(IReadOnlyList<DemoRun> runs)
    {
        var all = runs.Select(run => TrainingWords.Describe(run.Settings)).ToArray();
        return
        [
            .. all[0].Where(pair => Array.TrueForAll(all, settings => Equals(settings[pair.Key], pair.Value)))
                .Select(pair => (string[])[pair.Key.Replace('_', ' '), Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? ""]),
        ];
    }
}
