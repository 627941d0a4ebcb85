using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Torch.Modules;

/// <summary>The settings of a batch norm layer, without its tensors.</summary>
/// <param name="Features">C, 1 or more.</param>
/// <param name="Epsilon">Added to the scale (L2: to the variance), 0 or more.</param>
/// <param name="Momentum">Weight of the new batch in the running statistics, 0…1; null for the cumulative average.</param>
/// <param name="Affine">Whether the layer learns a weight and a bias.</param>
/// <param name="TrackRunningStatistics">Whether it keeps running statistics for eval.</param>
/// <param name="Norm">The deviation that the layer divides by.</param>
/// <param name="K">Elements that Top(k) averages, 1 or more.</param>
/// <param name="Arithmetic">Rounding of elementwise results.</param>
/// <param name="Accumulation">Rounding of sums.</param>
/// <param name="ComputeDevice">Where the norm is computed; null for where its input lies. No part of a saved state.</param>
/// <param name="ConstantFactor">Multiplies the norm's constant C, above 0: for seeing what a wrong constant does.</param>
/// <param name="Activation">What is done to the output in the same pass over memory.</param>
public sealed record BatchNormOptions(
    long Features,
    double Epsilon = 1e-5,
    double? Momentum = 0.1,
    bool Affine = true,
    bool TrackRunningStatistics = true,
    Norm Norm = Norm.L1,
    int K = 10,
    Arithmetic Arithmetic = Arithmetic.Float32,
    Accumulation Accumulation = Accumulation.Float32,
    ComputeDevice? ComputeDevice = null,
    double ConstantFactor = 1,
    Activation Activation = Activation.None)
{
    /// <summary>Which constant C the scale takes.</summary>
    public NormConstant Constant { get; init; }

    /// <summary>Whether the layer learns a weight: affine layers do, mean-only ones have a bias alone.</summary>
    internal bool HasWeight => Affine && Norm != Norm.Mean;

    internal BatchNormSettings Settings => new(Norm, (float)Epsilon, K, Arithmetic, Accumulation, Activation, Constant);

    internal void Validate()
    {
        if (Features is < 1 or > int.MaxValue)
            throw new ArgumentException($"features is {Features}; a batch norm needs 1 to {int.MaxValue} channels.");
        if (Momentum is { } momentum && !(momentum is >= 0 and <= 1))
            throw new ArgumentException($"momentum is {momentum:R}; it must lie in 0…1, or be null for the cumulative average.");
        if (!(ConstantFactor > 0 && double.IsFinite(ConstantFactor)))
            throw new ArgumentException($"The factor of the constant is {ConstantFactor:R}; it must be a finite number above 0.");
        if (ConstantFactor != 1 && !HasWeight)
            throw new ArgumentException("A factor of the constant needs a layer with a weight, which takes it in.");
        Settings.Validate(ElementType.Float16);
    }
}
