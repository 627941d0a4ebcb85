namespace NormGpu.Cli.Training;

/// <summary>A training that came to its end.</summary>
/// <param name="Settings">What was asked.</param>
/// <param name="Epochs">What each epoch brought.</param>
/// <param name="Layers">Each norm layer, from input to output.</param>
/// <param name="Seconds">Of all epochs, tests included.</param>
public sealed record TrainingResult(TrainingSettings Settings, IReadOnlyList<EpochResult> Epochs, IReadOnlyList<LayerResult> Layers, double Seconds)
{
    /// <summary>Optimizer steps skipped in all epochs.</summary>
    public long NonfiniteSteps => Epochs.Sum(epoch => epoch.NonfiniteSteps);

    /// <summary>Channel updates skipped in all epochs and layers.</summary>
    public long NonfiniteStatistics => Epochs.Sum(epoch => epoch.NonfiniteStatistics);
}

/// <summary>What one norm layer met.</summary>
/// <param name="Name">Its place in the model, as in the state dictionary.</param>
/// <param name="Channels">Of the layer.</param>
/// <param name="NonfiniteStatistics">Channel updates skipped.</param>
public sealed record LayerResult(string Name, long Channels, long NonfiniteStatistics);
