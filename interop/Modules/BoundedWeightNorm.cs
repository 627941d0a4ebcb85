using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>A convolution or linear layer with the weight rho·v/norm(v), rho one fixed number. Made by <see cref="NormLayers.BoundedWeightNorm"/>.</summary>
/// <remarks>Source: "Norm matters", section 4. The state_dict has weight_v, bias and the buffer weight_rho, an FP32 scalar.</remarks>
public sealed class BoundedWeightNorm : NormalizedLayer
{
    private const string Bound = "weight_rho";

    internal BoundedWeightNorm(nn.Module<Tensor, Tensor> source, Norm norm, float? rho)
        : base(nameof(BoundedWeightNorm), norm, source)
    {
        if (rho is { } given && !(float.IsFinite(given) && given > 0))
            throw new ArgumentException($"rho is {given:R}; it must be a finite number above 0.");
        using var unrecorded = no_grad();
        ConditionallyRegisterBuffer(Bound, full([], rho ?? InitialRho(), ScalarType.Float32, weight_v.device).DetachFromDisposeScope());
    }

    /// <summary>The norm of every output's weight, an FP32 scalar; no parameter.</summary>
    public Tensor weight_rho => get_buffer(Bound)!;

    /// <inheritdoc/>
    public override Tensor Weight() => WeightNormFunction.Run(weight_v, g: null, new WeightNormCall(norm, weight_rho.item<float>()));

    private protected override void Move(Device device)
    {
        if (!NearTensors.LiesOn(weight_rho, device))
            ConditionallyRegisterBuffer(Bound, weight_rho.to(device).DetachFromDisposeScope());
    }

    /// <summary>norm_p(V)/N^(1/p) over N outputs; p = ∞: max |V|: so that the layer's outputs begin with the spread that its own weight gives.</summary>
    private unsafe float InitialRho()
    {
        using var dense = ChannelTensor.Values(weight_v);
        var rho = Host.WeightNorm.BoundedRho(norm, WeightShape.FromDimensions(dense.shape), ChannelTensor.TypeOf(dense), TensorMemory.Address(dense));
        GC.KeepAlive(dense);
        return rho > 0 ? rho : throw new ArgumentException("The weight is all zeros, which gives no rho; pass one.");
    }
}
