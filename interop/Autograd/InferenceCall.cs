using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>The part of an eval forward that is no input of the graph.</summary>
/// <param name="settings">Norm and precision.</param>
/// <param name="device">Where it is computed; null for where the input lies.</param>
/// <param name="runningMean">(C).</param>
/// <param name="runningScale">(C); for L2 the running variance; null for mean-only.</param>
internal sealed class InferenceCall(BatchNormSettings settings, ComputeDevice? device, Tensor runningMean, Tensor? runningScale) : FunctionCall
{
    public BatchNormSettings Settings => settings;

    public ComputeDevice? Device => device;

    /// <summary>Where the forward pass computed; the backward pass does it there too.</summary>
    public Placement Placement { get; set; }

    public Tensor RunningMean => runningMean;

    public Tensor? RunningScale => runningScale;
}
