using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>The part of a training forward that is no input of the graph.</summary>
/// <param name="settings">Norm and precision.</param>
/// <param name="device">Where it is computed; null for where the input lies.</param>
/// <param name="runningMean">Updated in place, (C), or null.</param>
/// <param name="runningScale">Updated in place, (C), or null.</param>
/// <param name="factor">Weight of the new batch.</param>
internal sealed class TrainingCall(BatchNormSettings settings, ComputeDevice? device, Tensor? runningMean, Tensor? runningScale, double factor) : FunctionCall
{
    public BatchNormSettings Settings => settings;

    public ComputeDevice? Device => device;

    /// <summary>Where the forward pass computed; the backward pass does it there too.</summary>
    public Placement Placement { get; set; }

    public Tensor? RunningMean => runningMean;

    public Tensor? RunningScale => runningScale;

    public double Factor => factor;

    /// <summary>Receives the number of channels whose statistics were not finite.</summary>
    public int Nonfinite { get; set; }
}
