using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Training;

public sealed class MetricsFileTests
{
    private static readonly EpochResult[] Epochs = [SampleResults.Epoch(1, 80.5, 0.1 + 0.2), SampleResults.Epoch(2, 81, double.NaN, steps: 3, statistics: 1234)];

    [Fact]
    public void Metrics_have_ten_columns()
    {
        Assert.Equal(
            """
            epoch,train_loss,train_accuracy,test_accuracy,learning_rate,loss_scale,nonfinite_steps,nonfinite_statistics,images_per_second,seconds
            1,0.30000000000000004,79.5000,80.5000,0.1,128,0,0,1234.6,2.500
            2,NaN,80.0000,81.0000,0.05,128,3,1234,1234.6,2.500

            """,
            MetricsFile.All(Epochs));
    }

    [Fact]
    public void The_curve_is_the_same_without_timings()
    {
        var metrics = MetricsFile.All(Epochs).Split('\n');
        var curve = MetricsFile.WithoutTimings(Epochs).Split('\n');

        Assert.Equal(metrics.Select(line => string.Join(',', line.Split(',').Take(8))), curve);
    }
}
