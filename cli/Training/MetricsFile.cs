using System.Globalization;
using System.Text;

namespace NormGpu.Cli.Training;

/// <summary>The epochs of a training as comma-separated values.</summary>
public static class MetricsFile
{
    /// <summary>With timings: metrics.csv.</summary>
    public const string Name = "metrics.csv";

    /// <summary>Without timings, so that two runs can be compared byte by byte: curve.csv.</summary>
    public const string RepeatableName = "curve.csv";

    private const string RepeatableColumns = "epoch,train_loss,train_accuracy,test_accuracy,learning_rate,loss_scale,nonfinite_steps,nonfinite_statistics";

    /// <summary>All ten columns.</summary>
    public static string All(IEnumerable<EpochResult> epochs)
    {
        return Table(RepeatableColumns + ",images_per_second,seconds", epochs, epoch => $"{Repeatable(epoch)},{Number(epoch.ImagesPerSecond, "F1")},{Number(epoch.Seconds, "F3")}");
    }

    /// <summary>The eight columns that the settings decide.</summary>
    public static string WithoutTimings(IEnumerable<EpochResult> epochs)
    {
        return Table(RepeatableColumns, epochs, Repeatable);
    }

    private static string Table(string head, IEnumerable<EpochResult> epochs, Func<EpochResult, string> row)
    {
        var text = new StringBuilder(head).Append('\n');
        foreach (var epoch in epochs)
            text.Append(row(epoch)).Append('\n');
        return text.ToString();
    }

    private static string Repeatable(EpochResult epoch)
    {
        // R keeps every bit of the loss: runs that differ must differ here.
        return string.Join(
            ',',
            Number(epoch.Epoch, "F0"),
            Number(epoch.TrainLoss, "R"),
            Number(epoch.TrainAccuracy, "F4"),
            Number(epoch.TestAccuracy, "F4"),
            Number(epoch.LearningRate, "R"),
            Number(epoch.LossScale, "R"),
            Number(epoch.NonfiniteSteps, "F0"),
            Number(epoch.NonfiniteStatistics, "F0"));
    }

    private static string Number(double value, string format)
    {
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
