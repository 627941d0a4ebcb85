using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Tests.Data;

namespace NormGpu.Cli.Tests.Demo;

[Collection(LibtorchTests.Name)]
public sealed class DemoCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string[] command;

    public DemoCommandTests()
    {
        Directory.CreateDirectory(folder.File("data"));
        IdxBytes.WriteDataset(folder.File("data"), training: 150, test: 50);
        command = ["demo", "--data", folder.File("data"), "--out", folder.File("out")];
    }

    public void Dispose()
    {
        folder.Dispose();
    }

    [SkippableFact]
    public void Six_runs_are_trained_compared_and_written()
    {
        Libtorch.Require();

        var output = Run.Of(command).Done().Output;

        Assert.Contains("[6/6] FP16 L1, standardised", output, StringComparison.Ordinal);
        Assert.Contains("Control: on standardised input", output, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(File.ReadAllText(folder.File("out/summary.json")));
        Assert.Equal("runs", Assert.Single(summary.RootElement.EnumerateObject()).Name);
        var runs = summary.RootElement.GetProperty("runs").EnumerateArray().Select(Kind);
        Assert.Equal(
            [
                "l2 fp32 fp32 fp32 raw 3",
                "l2 fp16 fp16 fp32 raw 3",
                "l1 fp16 fp16 fp16 raw 3",
                "topk fp16 fp16 fp16 raw 3",
                "l2 fp16 fp16 fp32 standardised 3",
                "l1 fp16 fp16 fp16 standardised 3",
            ],
            runs);
        Assert.Contains("<svg ", File.ReadAllText(folder.File("out/report.html")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_stopped_demo_goes_on_where_it_was()
    {
        Libtorch.Require();
        Run.Of(command).Done();
        var whole = File.ReadAllText(folder.File("out/fp16-topk/curve.csv"));
        Directory.Delete(folder.File("out"), recursive: true);
        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter(stop, "[4/6]");
        using var error = new StringWriter();

        Assert.Equal((int)ExitCode.Failed, Application.Run(command, new Terminal(output, error, Interactive: false, stop.Token)));
        Assert.Contains("Stopped in run 4 of 6", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/report.html")));
        Run.Of([.. command, "--resume"]).Done();

        Assert.Equal(whole, File.ReadAllText(folder.File("out/fp16-topk/curve.csv")));
        Assert.True(File.Exists(folder.File("out/report.html")));
    }

    private static string Kind(JsonElement run)
    {
        string[] names = ["norm", "precision", "arithmetic", "accumulate", "input"];
        return string.Join(' ', names.Select(name => run.GetProperty(name).GetString())) + $" {run.GetProperty("test_accuracy").GetArrayLength()}";
    }
}
