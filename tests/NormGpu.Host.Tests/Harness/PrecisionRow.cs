namespace NormGpu.Host.Tests.Harness;

/// <summary>A storage type with the two precision switches.</summary>
internal sealed record PrecisionRow(ElementType Type, Arithmetic Arithmetic, Accumulation Accumulation)
{
    public static readonly IReadOnlyDictionary<string, PrecisionRow> All = new Dictionary<string, PrecisionRow>(StringComparer.Ordinal)
    {
        ["fp32"] = new(ElementType.Float32, Arithmetic.Float32, Accumulation.Float32),
        ["fp16"] = new(ElementType.Float16, Arithmetic.Float32, Accumulation.Float32),
        ["fp16 sums"] = new(ElementType.Float16, Arithmetic.Float32, Accumulation.Float16),
        ["fp16 arithmetic"] = new(ElementType.Float16, Arithmetic.Float16, Accumulation.Float32),
        ["fp16 arithmetic and sums"] = new(ElementType.Float16, Arithmetic.Float16, Accumulation.Float16),
    };

    /// <summary>Whether results are FP32 computations rounded once; else only their magnitude is promised.</summary>
    public bool Exact => Arithmetic == Arithmetic.Float32 && Accumulation == Accumulation.Float32;

    public override string ToString() => $"{Type}, {Arithmetic} arithmetic, {Accumulation} sums";

    public BatchNormSettings Settings(NormRow norm, float epsilon = 1e-5f) => new(norm.Norm, epsilon, norm.K, Arithmetic, Accumulation);
}
