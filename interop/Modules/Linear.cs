using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>A linear layer that works in half precision on every device. Made by <see cref="HalfLayers"/>.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(TorchSharp.Modules.Linear source)
        : this(source.weight, source.bias)
    {
    }

    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        ConditionallyRegisterParameter(nameof(weight), weight);
        if (bias is not null)
            ConditionallyRegisterParameter(nameof(bias), bias);
    }

    /// <summary>(outputs, inputs).</summary>
    public Parameter weight
    {
        get => get_parameter(nameof(weight))!;
        set => ConditionallyRegisterParameter(nameof(weight), value);
    }

    /// <summary>(outputs), or null.</summary>
    public Parameter? bias
    {
        get => get_parameter(nameof(bias));
        set => ConditionallyRegisterParameter(nameof(bias), value);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => HalfFunctions.Linear(input, weight, bias);
}
