using System.Xml.Linq;
using NormGpu.Cli.Demo;
using NormGpu.Cli.Tests.Training;

namespace NormGpu.Cli.Tests.Demo;

public sealed class DemoReportTests
{
    [Fact]
    public void The_page_holds_both_charts_all_runs_all_layers_and_the_findings_and_nothing_from_elsewhere()
    {
        var (runs, results) = SampleResults.Demo([84.7, 10.4, 85, 84.7, 85.3, 85.1], [0, 22_800, 0, 0, 0, 0]);

        var page = DemoReport.Compose(runs, results, "A <processor> & more");

        Assert.Equal(2, page.Split("<svg ").Length - 1);
        Assert.All(runs, run => Assert.Contains(run.Command, page, StringComparison.Ordinal));
        Assert.Contains("stage1.0.norm1", page, StringComparison.Ordinal);
        Assert.Contains("22,800", page, StringComparison.Ordinal);
        Assert.All(DemoFindings.Sentences(results), sentence => Assert.Contains(System.Net.WebUtility.HtmlEncode(sentence), page, StringComparison.Ordinal));
        Assert.Contains("A &lt;processor&gt; &amp; more", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pages_elements_are_closed()
    {
        var (runs, results) = SampleResults.Demo([84.7, double.NaN, 85, 84.7, 85.3, 85.1], new long[6]);

        var page = DemoReport.Compose(runs, results, "cpu");

        var main = page[page.IndexOf("<main>", StringComparison.Ordinal)..page.IndexOf("</body>", StringComparison.Ordinal)];
        Assert.Equal("main", XElement.Parse(main).Name.LocalName);
    }

    [Fact]
    public void Six_runs_have_the_paper_trials_settings()
    {
        var runs = DemoRun.All("fashion-mnist", 60_000, seed: 1, threads: 2);

        Assert.Equal(6, runs.Count);
        Assert.All(runs, run => Assert.Equal(("resnet8", 10_000, 3, 128), (run.Settings.Model, run.Settings.TrainImages, run.Settings.Epochs, run.Settings.BatchSize)));
        Assert.Equal("./normgpu train --norm topk --precision fp16 --arithmetic fp16 --accumulate fp16 --input raw --train-images 10000 --seed 1 --threads 2 --out out/fp16-topk",
            runs[DemoRun.HalfTopK].Command);
    }
}
