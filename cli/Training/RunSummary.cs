using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Training;

/// <summary>A training in the fields that other programs read. Numbers that are not finite are null.</summary>
/// <param name="Norm">Word of --norm.</param>
/// <param name="Precision">fp32, fp16 or fp16-pure.</param>
/// <param name="Arithmetic">fp32 or fp16.</param>
/// <param name="Accumulate">fp32 or fp16.</param>
/// <param name="Input">raw or standardised.</param>
/// <param name="TestAccuracy">After each epoch, in percent.</param>
/// <param name="TrainLoss">Of each epoch.</param>
/// <param name="NonfiniteSteps">Optimizer steps skipped.</param>
/// <param name="NonfiniteStatistics">Channel updates skipped.</param>
/// <param name="Seconds">In all.</param>
public sealed record RunSummary(
    string Norm,
    string Precision,
    string Arithmetic,
    string Accumulate,
    string Input,
    IReadOnlyList<double?> TestAccuracy,
    IReadOnlyList<double?> TrainLoss,
    long NonfiniteSteps,
    long NonfiniteStatistics,
    double Seconds)
{
    /// <summary>How summaries are written.</summary>
    public static JsonSerializerOptions Layout { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Mean time of an epoch's pass over the training images; only in a single training's summary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SecondsPerEpoch { get; init; }

    /// <summary>Every setting; only in a single training's summary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, object?>? Settings { get; init; }

    /// <summary>Each norm layer; only in a single training's summary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayerResult>? Layers { get; init; }

    /// <summary>The fields that all summaries share.</summary>
    public static RunSummary Brief(TrainingResult result)
    {
        var settings = result.Settings;
        return new RunSummary(
            SharedWords.Norm.For(settings.Norm),
            TrainingWords.Precision.For(settings.Precision),
            SharedWords.Arithmetic.For(settings.Arithmetic),
            SharedWords.Accumulation.For(settings.Accumulation),
            TrainingWords.Input.For(settings.Input),
            [.. result.Epochs.Select(epoch => Finite(epoch.TestAccuracy, 4))],
            [.. result.Epochs.Select(epoch => Finite(epoch.TrainLoss, 6))],
            result.NonfiniteSteps,
            result.NonfiniteStatistics,
            Math.Round(result.Seconds, 3));
    }

    /// <summary>All fields, for the summary of one training.</summary>
    public static RunSummary Full(TrainingResult result)
    {
        return Brief(result) with
        {
            SecondsPerEpoch = Math.Round(result.Epochs.Average(epoch => epoch.Seconds), 3),
            Settings = TrainingWords.Describe(result.Settings),
            Layers = result.Layers,
        };
    }

    private static double? Finite(double value, int decimals)
    {
        return double.IsFinite(value) ? Math.Round(value, decimals) : null;
    }
}
