namespace NormGpu.Torch.Tests;

/// <summary>Largest errors allowed, relative to the largest expected value of the tensor.</summary>
internal static class Tolerance
{
    /// <summary>FP32 elementwise results: a few roundings of 2^-24 each, magnified by at most the ratio of |x| to its deviation, which is below 16 in the tests.</summary>
    public const double Single = 1.0 / (1 << 18);

    /// <summary>FP32 sums over a channel: the error grows with the sum of magnitudes, which exceeds the sum itself in random data.</summary>
    public const double SingleSum = 1.0 / (1 << 15);

    /// <summary>A result rounded to half once: half an ulp, 2^-11 of the value, plus the FP32 error before it.</summary>
    public const double HalfUlp = 1.0 / (1 << 11) + Single;

    /// <summary>Two results that were rounded to half from FP32 values which differ in the last bits: one ulp.</summary>
    public const double HalfUlps = 1.0 / (1 << 10);

    /// <summary>The error of an elementwise result of this type.</summary>
    public static double Of(TorchSharp.torch.ScalarType type) => type == TorchSharp.torch.ScalarType.Float16 ? HalfUlp : Single;
}
