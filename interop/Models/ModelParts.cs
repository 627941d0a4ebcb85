using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>What the catalogue's models are put together from.</summary>
internal static class ModelParts
{
    /// <summary>The norm of a model, over images.</summary>
    public static BatchNorm2d Norm2d(long channels, NormOptions norm, Activation activation = Activation.None) => new(Options(channels, norm, activation));

    /// <summary>The norm of a model, over (N, C).</summary>
    public static BatchNorm1d Norm1d(long channels, NormOptions norm, Activation activation = Activation.None) => new(Options(channels, norm, activation));

    /// <summary>A square convolution without bias, as a norm follows and takes it out, with the initial weights that suit ReLU networks.</summary>
    /// <remarks>Source: He et al. 2015, "Delving deep into rectifiers", eq. 10: normal, variance 2/fan-in.</remarks>
    public static Modules.Convolution Conv(long inputs, long outputs, long kernel, long stride = 1, long padding = 0)
    {
        var convolution = HalfLayers.Conv2d(inputs, outputs, kernel, stride, padding, bias: false);
        nn.init.kaiming_normal_(convolution.weight);
        return convolution;
    }

    /// <summary>Layers in a row under the names that they get in state_dict.</summary>
    public static nn.Module<Tensor, Tensor> Row(params (string, nn.Module<Tensor, Tensor>)[] layers) => nn.Sequential(layers);

    private static BatchNormOptions Options(long channels, NormOptions norm, Activation activation)
    {
        return new BatchNormOptions(channels, norm.Epsilon, norm.Momentum)
        {
            Norm = norm.Norm,
            K = norm.K,
            Arithmetic = norm.Arithmetic,
            Accumulation = norm.Accumulation,
            ComputeDevice = norm.ComputeDevice,
            ConstantFactor = norm.ConstantFactor,
            Activation = activation,
            Constant = norm.Constant,
        };
    }
}
