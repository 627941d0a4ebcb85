namespace NormGpu.Cli.Training;

/// <summary>What a training tells while it runs.</summary>
/// <param name="Batch">After each step.</param>
/// <param name="Epoch">After each epoch.</param>
public sealed record TrainingEvents(Action<BatchTick> Batch, Action<EpochResult> Epoch);

/// <summary>How far an epoch is.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Images">Images of the epoch that were trained on.</param>
/// <param name="ImagesPerSecond">So far.</param>
public readonly record struct BatchTick(int Epoch, int Images, double ImagesPerSecond);
