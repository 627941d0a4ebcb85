namespace NormGpu.Cli.Training;

/// <summary>What one epoch brought.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean cross-entropy of the training images, as they were met.</param>
/// <param name="TrainAccuracy">Percent of the training images, as they were met.</param>
/// <param name="TestAccuracy">Percent of all test images, after the epoch.</param>
/// <param name="LearningRate">Of the epoch's first step.</param>
/// <param name="LossScale">After the epoch.</param>
/// <param name="NonfiniteSteps">Optimizer steps skipped for gradients that were not finite.</param>
/// <param name="NonfiniteStatistics">Channel updates of running statistics skipped for a mean or deviation that was not finite.</param>
/// <param name="ImagesPerSecond">Trained on.</param>
/// <param name="Seconds">Of the pass over the training images, without the test.</param>
public sealed record EpochResult(
    int Epoch,
    double TrainLoss,
    double TrainAccuracy,
    double TestAccuracy,
    double LearningRate,
    double LossScale,
    long NonfiniteSteps,
    long NonfiniteStatistics,
    double ImagesPerSecond,
    double Seconds);
