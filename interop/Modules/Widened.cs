using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>A layer without parameters, such as a pool, that works in half precision on every device. Made by <see cref="HalfLayers"/>.</summary>
public sealed class Widened : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;

    internal Widened(nn.Module<Tensor, Tensor> layer)
        : base(layer.GetName())
    {
        this.layer = layer;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => HalfFunctions.Apply(input, layer.call);
}
