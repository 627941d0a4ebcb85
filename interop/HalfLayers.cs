using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Layers that compute on FP32 tensors as TorchSharp's own do, with the same initial weights, and that work on FP16 tensors on every device: on the CPU,
/// where libtorch lacks them, in FP32 on the half values with the result rounded to half.
/// </summary>
public static class HalfLayers
{
    /// <summary>Convolution over (N, C, L); arguments as in torch.nn.Conv1d.</summary>
    public static Convolution Conv1d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
        => Convolution.From(nn.Conv1d(inputs, outputs, kernel, stride, padding, 1, TorchSharp.PaddingModes.Zeros, 1, bias));

    /// <summary>Convolution over (N, C, H, W); arguments as in torch.nn.Conv2d.</summary>
    public static Convolution Conv2d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
        => Convolution.From(nn.Conv2d(inputs, outputs, kernel, stride, padding, 1, TorchSharp.PaddingModes.Zeros, 1, bias));

    /// <summary>Convolution over (N, C, D, H, W); arguments as in torch.nn.Conv3d.</summary>
    public static Convolution Conv3d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
        => Convolution.From(nn.Conv3d(inputs, outputs, kernel, stride, padding, 1, TorchSharp.PaddingModes.Zeros, 1, bias));

    /// <summary>y = x·Wᵀ + b over (…, inputs).</summary>
    public static Linear Linear(long inputs, long outputs, bool bias = true) => new(nn.Linear(inputs, outputs, bias));

    /// <summary>max(x, 0).</summary>
    public static ReLU ReLU() => new();

    /// <summary>max(x, 0), shifted and scaled so that Gaussian inputs keep mean 0 and variance 1: see <see cref="HalfFunctions.TRelu"/>.</summary>
    public static TReLU TReLU() => new();

    /// <summary>Largest value of each window over (N, C, H, W).</summary>
    public static Widened MaxPool2d(long kernel, long? stride = null, long padding = 0) => new(nn.MaxPool2d(kernel, stride, padding));

    /// <summary>Mean of each window over (N, C, H, W).</summary>
    public static Widened AvgPool2d(long kernel, long? stride = null, long padding = 0) => new(nn.AvgPool2d(kernel, stride, padding));

    /// <summary>Mean over an output grid of a given side, from (N, C, H, W).</summary>
    public static Widened AdaptiveAvgPool2d(long side) => new(nn.AdaptiveAvgPool2d(side));
}
