using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>max(x, 0), in half precision on every device. Made by <see cref="HalfLayers.ReLU"/>.</summary>
public sealed class ReLU : nn.Module<Tensor, Tensor>
{
    internal ReLU()
        : base(nameof(ReLU))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => HalfFunctions.Relu(input);
}
