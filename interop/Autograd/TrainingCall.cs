using NormGpu.Host;
using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>The part of a training forward that is no input of the graph.</summary>
/// <param name="Settings">Norm and precision.</param>
/// <param name="RunningMean">Updated in place, (C), or null.</param>
/// <param name="RunningScale">Updated in place, (C), or null.</param>
/// <param name="Factor">Weight of the new batch.</param>
internal sealed record TrainingCall(BatchNormSettings Settings, Tensor? RunningMean, Tensor? RunningScale, double Factor)
{
    /// <summary>Receives the number of channels whose statistics were not finite.</summary>
    public int Nonfinite { get; set; }
}

/// <summary>The part of an eval forward that is no input of the graph.</summary>
/// <param name="Settings">Norm and precision.</param>
/// <param name="RunningMean">(C).</param>
/// <param name="RunningScale">(C).</param>
internal sealed record InferenceCall(BatchNormSettings Settings, Tensor RunningMean, Tensor RunningScale);
