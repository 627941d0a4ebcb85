using System.Text.Json;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Training;

public sealed class RunSummaryTests
{
    private static readonly string[] DemoFields =
        ["norm", "precision", "arithmetic", "accumulate", "input", "test_accuracy", "train_loss", "nonfinite_steps", "nonfinite_statistics", "seconds"];

    private static readonly TrainingResult Result = new(
        new TrainingSettings { Norm = Norm.TopK, Arithmetic = Arithmetic.Float16, Accumulation = Accumulation.Float16, LossScale = null, Threads = 2 },
        [SampleResults.Epoch(1, 80), SampleResults.Epoch(2, 81.25, double.NaN, steps: 2, statistics: 7)],
        [new LayerResult("stem.norm", 16, 7)],
        6.25);

    [Fact]
    public void The_demos_fields_are_these_and_no_others()
    {
        var summary = JsonSerializer.SerializeToElement(RunSummary.Brief(Result), RunSummary.Layout);

        Assert.Equal(DemoFields, summary.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            """{"norm":"topk","precision":"fp16","arithmetic":"fp16","accumulate":"fp16","input":"standardised","test_accuracy":[80,81.25],"train_loss":[0.5,null],"nonfinite_steps":2,"nonfinite_statistics":7,"seconds":6.25}""",
            JsonSerializer.Serialize(summary));
    }

    [Fact]
    public void A_single_trainings_summary_adds_settings_layers_and_time_per_epoch()
    {
        var summary = JsonSerializer.SerializeToElement(RunSummary.Full(Result), RunSummary.Layout);

        Assert.Equal([.. DemoFields, "seconds_per_epoch", "settings", "layers"], summary.EnumerateObject().Select(field => field.Name));
        Assert.Equal(2.5, summary.GetProperty("seconds_per_epoch").GetDouble());
        Assert.Equal("dynamic", summary.GetProperty("settings").GetProperty("loss_scale").GetString());
        Assert.Equal(128, summary.GetProperty("settings").GetProperty("batch").GetInt32());
        Assert.Equal("""{"name":"stem.norm","channels":16,"nonfinite_statistics":7}""", JsonSerializer.Serialize(summary.GetProperty("layers")[0]));
    }
}
