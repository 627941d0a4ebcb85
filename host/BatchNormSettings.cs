namespace NormGpu.Host;

/// <summary>What a batch norm computes, apart from shapes and memory.</summary>
/// <param name="Norm">The deviation.</param>
/// <param name="Epsilon">Added to the scale (L2: to the variance); 0 or more.</param>
/// <param name="K">Elements that Top(k) averages, 1 or more; above the count of a channel it means all of them.</param>
/// <param name="Arithmetic">Rounding of elementwise results.</param>
/// <param name="Accumulation">Rounding of sums.</param>
/// <param name="Activation">What is done to y in the same pass.</param>
/// <param name="Constant">Which C the scale takes.</param>
public readonly record struct BatchNormSettings(
    Norm Norm,
    float Epsilon = 1e-5f,
    int K = 10,
    Arithmetic Arithmetic = Arithmetic.Float32,
    Accumulation Accumulation = Accumulation.Float32,
    Activation Activation = Activation.None,
    NormConstant Constant = NormConstant.Paper)
{
    /// <summary>Throws where a value is out of range, or where half arithmetic meets FP32 tensors.</summary>
    /// <exception cref="ArgumentException">One sentence that names the value and what is expected.</exception>
    public void Validate(ElementType type)
    {
        if (!Enum.IsDefined(Norm))
            throw new ArgumentException($"There is no norm number {(int)Norm}; use one of {string.Join(", ", Enum.GetNames<Norm>())}.");
        if (!float.IsFinite(Epsilon) || Epsilon < 0)
            throw new ArgumentException($"Epsilon is {Epsilon:R}; it must be a finite number, 0 or more.");
        if (K < 1)
            throw new ArgumentException($"K is {K}; Top(k) needs 1 or more.");
        if (type == ElementType.Float32 && (Arithmetic == Arithmetic.Float16 || Accumulation == Accumulation.Float16))
            throw new ArgumentException("Half arithmetic and half accumulation need float16 tensors, but the tensor is float32.");
    }
}
