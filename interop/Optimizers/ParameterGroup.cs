using TorchSharp.Modules;

namespace NormGpu.Torch;

/// <summary>Parameters that share a weight decay.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="WeightDecay">L2 penalty added to the gradient, 0 or more.</param>
public sealed record ParameterGroup(IReadOnlyList<Parameter> Parameters, double WeightDecay);
