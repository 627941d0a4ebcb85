using static TorchSharp.torch;

namespace NormGpu.Cli.Training;

/// <summary>What the rest of a training depends on.</summary>
/// <param name="Model">Weights and statistics by name.</param>
/// <param name="Optimizer">Momentum and master weights by name.</param>
/// <param name="Scaler">Loss scale and counters by name.</param>
/// <param name="NonfiniteStatistics">Channel updates skipped by each norm layer.</param>
public sealed record TrainerState(
    IReadOnlyDictionary<string, Tensor> Model,
    IReadOnlyDictionary<string, Tensor> Optimizer,
    IReadOnlyDictionary<string, double> Scaler,
    IReadOnlyDictionary<string, long> NonfiniteStatistics);
