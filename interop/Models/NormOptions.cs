using NormGpu.Host.Devices;

namespace NormGpu.Torch.Models;

/// <summary>Which norm a catalogue model is built with, and how that norm computes.</summary>
/// <param name="Norm">The deviation that the model's norms divide by.</param>
/// <param name="K">Elements that Top(k) averages, 1 or more.</param>
/// <param name="Arithmetic">Rounding of elementwise results; half needs float16 activations.</param>
/// <param name="Accumulation">Rounding of sums; half needs float16 activations.</param>
/// <param name="Epsilon">Added to the scale (L2: to the variance).</param>
/// <param name="Momentum">Weight of the new batch in the running statistics, 0…1; null for the cumulative average.</param>
/// <param name="ComputeDevice">Where the norms are computed; null for where their inputs lie.</param>
/// <param name="ConstantFactor">Factor of the norm's constant C, above 0.</param>
public sealed record NormOptions(
    Norm Norm,
    int K = 10,
    Arithmetic Arithmetic = Arithmetic.Float32,
    Accumulation Accumulation = Accumulation.Float32,
    double Epsilon = 1e-5,
    double? Momentum = 0.1,
    ComputeDevice? ComputeDevice = null,
    double ConstantFactor = 1)
{
    /// <summary>Which constant C the scale takes.</summary>
    public NormConstant Constant { get; init; }
}
