namespace NormGpu.Reference;

/// <summary>Distance between neighbouring numbers of a storage type.</summary>
public static class Ulp
{
    /// <summary>Around <paramref name="value"/> in FP16; 2^-24 for subnormals.</summary>
    public static double OfHalf(double value) => Spacing(value, 10, -14);

    /// <summary>Around <paramref name="value"/> in FP32; 2^-149 for subnormals.</summary>
    public static double OfSingle(double value) => Spacing(value, 23, -126);

    private static double Spacing(double value, int fractionBits, int smallestExponent) =>
        Math.ScaleB(1, Math.Max(value == 0 ? smallestExponent : Math.ILogB(value), smallestExponent) - fractionBits);
}
