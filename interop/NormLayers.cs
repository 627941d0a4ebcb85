using NormGpu.Host.Devices;
using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>Makes batch norm layers, with the arguments of TorchSharp's own and a norm.</summary>
/// <example>
/// One line changes in a TorchSharp model:
/// <code>
/// using static NormGpu.Torch.NormLayers;
///
/// var block = nn.Sequential(
///     nn.Conv2d(3, 64, 3),
///     BatchNorm2d(64, norm: Norm.L1),      // was nn.BatchNorm2d(64)
///     nn.ReLU());
/// </code>
/// A whole model: <see cref="NormConversion.ConvertBatchNorm(TorchSharp.torch.nn.Module{Tensor, Tensor}, Norm, int, Arithmetic, Accumulation, ComputeDevice, NormConstant)"/>; in half precision: <see cref="HalfPrecision"/>.
/// </example>
public static class NormLayers
{
    /// <summary>Batch norm over (N, C) or (N, C, L).</summary>
    /// <param name="features">C, 1 or more.</param>
    /// <param name="eps">Added to the scale (L2: to the variance), 0 or more.</param>
    /// <param name="momentum">Weight of the new batch in the running statistics, 0…1; null for the cumulative average.</param>
    /// <param name="affine">Whether the layer learns a weight and a bias.</param>
    /// <param name="track_running_stats">Whether it keeps running statistics for eval; without them eval uses the batch's own.</param>
    /// <param name="device">Where parameters and buffers lie; null for the default.</param>
    /// <param name="dtype">Accepted for symmetry with TorchSharp; must be float16, float32 or null. Parameters and statistics are FP32 in every case.</param>
    /// <param name="norm">The deviation that the layer divides by.</param>
    /// <param name="k">Elements that Top(k) averages, 1 or more.</param>
    /// <param name="arithmetic">Rounding of elementwise results; half needs float16 inputs.</param>
    /// <param name="accumulate">Rounding of sums; half needs float16 inputs.</param>
    /// <param name="computeDevice">Where the norm is computed, from the device catalogue; null for where its input lies. Tensors elsewhere are copied there and back.</param>
    /// <param name="activation">What is done to the output in the same pass: Relu takes the place of a layer behind the norm.</param>
    /// <param name="constant">Which constant C the scale takes.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public static BatchNorm1d BatchNorm1d(long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true,
        Device? device = null, ScalarType? dtype = null, Norm norm = Norm.L1, int k = 10,
        Arithmetic arithmetic = Arithmetic.Float32, Accumulation accumulate = Accumulation.Float32, ComputeDevice? computeDevice = null, Activation activation = Activation.None,
        NormConstant constant = NormConstant.Paper)
        => new(new BatchNormOptions(features, eps, momentum, affine, track_running_stats, norm, k, arithmetic, accumulate, computeDevice, Activation: activation) { Constant = constant }, device, dtype);

    /// <summary>Batch norm over (N, C, H, W). Arguments as in <see cref="BatchNorm1d"/>.</summary>
    /// <inheritdoc cref="BatchNorm1d"/>
    public static BatchNorm2d BatchNorm2d(long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true,
        Device? device = null, ScalarType? dtype = null, Norm norm = Norm.L1, int k = 10,
        Arithmetic arithmetic = Arithmetic.Float32, Accumulation accumulate = Accumulation.Float32, ComputeDevice? computeDevice = null, Activation activation = Activation.None,
        NormConstant constant = NormConstant.Paper)
        => new(new BatchNormOptions(features, eps, momentum, affine, track_running_stats, norm, k, arithmetic, accumulate, computeDevice, Activation: activation) { Constant = constant }, device, dtype);

    /// <summary>Batch norm over (N, C, D, H, W). Arguments as in <see cref="BatchNorm1d"/>.</summary>
    /// <inheritdoc cref="BatchNorm1d"/>
    public static BatchNorm3d BatchNorm3d(long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true,
        Device? device = null, ScalarType? dtype = null, Norm norm = Norm.L1, int k = 10,
        Arithmetic arithmetic = Arithmetic.Float32, Accumulation accumulate = Accumulation.Float32, ComputeDevice? computeDevice = null, Activation activation = Activation.None,
        NormConstant constant = NormConstant.Paper)
        => new(new BatchNormOptions(features, eps, momentum, affine, track_running_stats, norm, k, arithmetic, accumulate, computeDevice, Activation: activation) { Constant = constant }, device, dtype);

    /// <summary>A convolution or linear layer with the weight g·v/norm(v), g learned for each output and at first the norm of the layer's own weight.</summary>
    /// <param name="layer">TorchSharp's or ours; its parameters become v and bias, and it is not to be used any more.</param>
    /// <param name="norm">L1, L2 or LInf, of each output's weight.</param>
    /// <exception cref="ArgumentException">Another kind of layer, a weight that is neither float16 nor float32, or another norm.</exception>
    public static WeightNorm WeightNorm(nn.Module<Tensor, Tensor> layer, Norm norm = Norm.L2) => new(layer, norm);

    /// <summary>A convolution or linear layer with the weight rho·v/norm(v), rho one fixed number. Goes with mean-only batch norm and no weight decay.</summary>
    /// <param name="layer">TorchSharp's or ours; its parameters become v and bias, and it is not to be used any more.</param>
    /// <param name="norm">L1, L2 or LInf, of each output's weight.</param>
    /// <param name="rho">Above 0; null takes the layer's own spread: norm_p(V)/N^(1/p) over N outputs.</param>
    /// <exception cref="ArgumentException">Another kind of layer, a weight that is neither float16 nor float32 or all zeros, or another norm.</exception>
    public static BoundedWeightNorm BoundedWeightNorm(nn.Module<Tensor, Tensor> layer, Norm norm = Norm.L2, float? rho = null) => new(layer, norm, rho);
}
