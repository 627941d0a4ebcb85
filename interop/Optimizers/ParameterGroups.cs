using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>Splits a model's parameters by what weight decay applies to.</summary>
public static class ParameterGroups
{
    /// <summary>Two groups: weights of convolutions and linear layers, which decay; all other parameters (biases, norms), which do not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weightDecay">L2 penalty of the first group, 0 or more.</param>
    public static IReadOnlyList<ParameterGroup> WithWeightDecay(nn.Module model, double weightDecay = 5e-4) => throw new NotSupportedException("not written yet");
}
