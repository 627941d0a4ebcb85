using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>SGD with momentum that keeps FP32 masters of half parameters. With FP32 parameters it equals TorchSharp's SGD.</summary>
public sealed class MasterSgd : optim.Optimizer
{
    /// <summary>An optimizer over groups of parameters.</summary>
    /// <param name="groups">Parameters and their weight decay, as from <see cref="ParameterGroups.WithWeightDecay"/>.</param>
    /// <param name="learningRate">Step size, above 0.</param>
    /// <param name="momentum">0 or more, below 1.</param>
    /// <param name="nesterov">Whether the gradient is looked up ahead; needs momentum.</param>
    /// <param name="masters">Whether half parameters get FP32 masters; false is pure FP16.</param>
    public MasterSgd(IEnumerable<ParameterGroup> groups, double learningRate, double momentum = 0.9, bool nesterov = false, bool masters = true)
        : base(0) => throw new NotSupportedException("not written yet");

    /// <summary>The step size of all groups; a schedule sets it.</summary>
    public double LearningRate { get; set; }

    /// <summary>Momentum and masters by name, for resuming.</summary>
    public Dictionary<string, Tensor> state_dict() => throw new NotSupportedException("not written yet");

    /// <summary>Restores what <see cref="state_dict"/> gave.</summary>
    public void load_state_dict(IReadOnlyDictionary<string, Tensor> state) => throw new NotSupportedException("not written yet");
}
