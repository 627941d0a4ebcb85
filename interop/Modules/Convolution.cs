using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchConvolution = TorchSharp.Modules.Convolution;

namespace NormGpu.Torch.Modules;

/// <summary>A convolution of 1 to 3 spatial dimensions that works in half precision on every device. Made by <see cref="HalfLayers"/>.</summary>
public sealed class Convolution : nn.Module<Tensor, Tensor>
{
    internal Convolution(string name, ConvolutionGeometry geometry, Parameter weight, Parameter? bias)
        : base(name)
    {
        Geometry = geometry;
        ConditionallyRegisterParameter(nameof(weight), weight);
        if (bias is not null)
            ConditionallyRegisterParameter(nameof(bias), bias);
    }

    internal ConvolutionGeometry Geometry { get; }

    /// <summary>(outputs, inputs/groups, kernel…).</summary>
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
    public override Tensor forward(Tensor input) => HalfFunctions.Convolution(input, weight, bias, Geometry.Stride, Geometry.Padding, Geometry.Dilation, Geometry.Groups);

    /// <summary>The same convolution with the same parameter objects.</summary>
    /// <exception cref="NotSupportedException">The padding is neither zeros nor the same on both sides.</exception>
    internal static Convolution From(TorchConvolution source)
    {
        if (source.padding_mode != TorchSharp.PaddingModes.Zeros || source.padding is null)
            throw new NotSupportedException("only convolutions padded with a number of zeros have a half-precision form");
        return new Convolution(source.GetName(), new ConvolutionGeometry(source.stride, source.padding, source.dilation, source.groups), source.weight, source.bias);
    }
}
