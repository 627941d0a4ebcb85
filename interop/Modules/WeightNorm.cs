using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>A convolution or linear layer with the weight g·v/norm(v), g learned for each output. Made by <see cref="NormLayers.WeightNorm"/>.</summary>
/// <remarks>Source: Salimans and Kingma 2016, "Weight normalization"; L1 and L∞ from "Norm matters", section 4. The state_dict has PyTorch's keys weight_g, weight_v and bias.</remarks>
public sealed class WeightNorm : NormalizedLayer
{
    private const string Gain = "weight_g";

    internal WeightNorm(nn.Module<Tensor, Tensor> source, Norm norm)
        : base(nameof(WeightNorm), norm, source)
    {
        using var unrecorded = no_grad();
        using var norms = RowNorms();
        ConditionallyRegisterParameter(Gain, Learned(norms.reshape(PerRow).clone()));
    }

    /// <summary>The norm of each output's weight, (outputs, 1, …) FP32; at first that of the layer's own weight.</summary>
    public Parameter weight_g => get_parameter(Gain)!;

    /// <inheritdoc/>
    public override Tensor Weight() => WeightNormFunction.Run(weight_v, weight_g, new WeightNormCall(norm, rho: 0));

    private protected override void Move(Device device)
    {
        if (!NearTensors.LiesOn(weight_g, device))
            ConditionallyRegisterParameter(Gain, Learned(weight_g.detach().to(device)));
    }
}
