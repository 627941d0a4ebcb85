using System.Text.Json;
using System.Xml.Linq;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Tests.Data;

namespace NormGpu.Cli.Tests.Reproduce;

[Collection(LibtorchTests.Name)]
public sealed class ReproduceCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ReproduceCommandTests()
    {
        Directory.CreateDirectory(folder.File("data"));
        IdxBytes.WriteDataset(folder.File("data"), training: 130, test: 40);
    }

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void An_experiment_is_trained_judged_and_written()
    {
        Libtorch.Require();

        var output = Run.Of(Command("weight-decay")).Done().Output;

        Assert.Contains("[4/4] weight-decay: WD off + norm schedule, seed 7", output, StringComparison.Ordinal);
        Assert.Matches("(shows|does not show): The training loss is ", output);
        using var summary = JsonDocument.Parse(Content("summary.json"));
        Assert.StartsWith("./normgpu reproduce weight-decay --quick --seeds 7", summary.RootElement.GetProperty("command").GetString(), StringComparison.Ordinal);
        var experiment = summary.RootElement.GetProperty("experiments").GetProperty("weight-decay");
        Assert.Equal(["WD on", "WD off", "WD off + correction", "WD off + norm schedule"], experiment.GetProperty("series").EnumerateArray().Select(series => series.GetProperty("name").GetString()));
        Assert.All(experiment.GetProperty("series").EnumerateArray(), series =>
        {
            Assert.Equal(1, series.GetProperty("final_test_accuracy").GetArrayLength());
            Assert.Equal(12, series.GetProperty("train_loss")[0].GetArrayLength());
        });
        Assert.NotEmpty(experiment.GetProperty("verdict").GetString()!);
        Assert.Equal(1 + (4 * 12), Content("weight-decay.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("svg", XElement.Parse(Content("weight-decay-rate.svg")).Name.LocalName);
        var page = Content("report.html");
        Assert.Contains("WD off+LRcorr", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        var main = page[page.IndexOf("<main>", StringComparison.Ordinal)..page.IndexOf("</body>", StringComparison.Ordinal)];
        Assert.Equal("main", XElement.Parse(main).Name.LocalName);
    }

    [SkippableFact]
    public void A_stopped_call_goes_on_where_it_was_and_refuses_other_settings()
    {
        Libtorch.Require();
        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter(stop, "[1/3]");
        using var error = new StringWriter();

        Assert.Equal((int)ExitCode.Failed, Application.Run(Command("constants"), new Terminal(output, error, Interactive: false, stop.Token)));
        Assert.Contains("Stopped in run 2 of 3 of constants", error.ToString(), StringComparison.Ordinal);
        var weights = File.ReadAllBytes(folder.File("out/runs/constants/c-7/weights.npz"));
        Run.Of(Command("constants")).Done();
        var first = Content("constants.csv");
        Assert.Equal(weights, File.ReadAllBytes(folder.File("out/runs/constants/c-7/weights.npz")));
        Run.Of(Command("constants")).Done();
        Assert.Equal(first, Content("constants.csv"));

        Run.Of([.. Command("constants").Where(word => word != "--quick")]).Refused(ExitCode.Failed, "c-7", "other settings", "--out");
    }

    [Theory]
    [InlineData("reproduce", "half|lp|constants|weight-decay|bwn|all", "missing")]
    [InlineData("reproduce figure1", "half|lp|constants|weight-decay|bwn|all", "'figure1'")]
    [InlineData("reproduce lp --seeds 1,1", "--seeds", "different")]
    [InlineData("reproduce lp --seeds 1,x", "--seeds", "whole numbers")]
    [InlineData("reproduce lp --seeds -1", "--seeds")]
    [InlineData("reproduce lp --threads 0", "--threads")]
    public void Wrong_use_is_refused_in_one_line(string line, params string[] words)
    {
        Run.Of(line.Split(' ')).Refused(ExitCode.WrongUse, words);
    }

    private string[] Command(string experiment) => ["reproduce", experiment, "--quick", "--seeds", "7", "--threads", "1", "--data", folder.File("data"), "--out", folder.File("out")];

    private string Content(string name) => File.ReadAllText(folder.File($"out/{name}"));
}
