using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>ReLU that keeps mean 0 and variance 1 of Gaussian inputs, in half precision on every device. Made by <see cref="HalfLayers.TReLU"/>.</summary>
/// <remarks>Goes with bounded weight norm, whose layers have no norm behind them to bring the mean back. Source: "Norm matters", section 4.</remarks>
public sealed class TReLU : nn.Module<Tensor, Tensor>
{
    internal TReLU()
        : base(nameof(TReLU))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => HalfFunctions.TRelu(input);
}
