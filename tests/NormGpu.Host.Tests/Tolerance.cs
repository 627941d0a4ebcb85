using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>Every error that a batch norm may make, with where it comes from. x, mean, s, weight … are the reference's, in double.</summary>
internal static class Tolerance
{
    /// <summary>What FP32 arithmetic may lose before a result is stored: 8 roundings of 2^-24, of the largest term that takes part.</summary>
    private const double Single = 1.0 / (1 << 21);

    /// <summary>C, deviation and s (twice), each rounded to FP32: 4 roundings of 2^-24, relative to sum dy·xhat, which reaches a selected element whole and not as a mean.</summary>
    private const double SavedStatistics = 1.0 / (1 << 22);

    /// <summary>The sum dy·xhat over halves, taken in FP32 up to 256 elements at a time, relative to the sizes of what is added: a selected element has it whole.</summary>
    private const double SelectedSum = 1.0 / (1 << 28);

    /// <summary>The mean, rounded to FP32 relative to |mean|: it moves every d, and with them s (to its own 1e-6 of |x|), the sum and the slopes.</summary>
    private const double SavedMean = 1.0 / (1 << 24);

    /// <summary>A chain of up to 16 roundings to half (2^-11 each, so 2^-7 of the largest term): the subtraction, the product, chunk sums, …</summary>
    public const double HalfChain = 1.0 / (1 << 7);

    /// <summary>Below this FP16 has no relative precision: products of the chain may each lose half of the smallest subnormal.</summary>
    private const double HalfSubnormals = 16 * 0.5 / (1 << 24);

    /// <summary>Mean and scale, of the channel's largest |x|: FP32 sums of a fixed shape, then one rounding.</summary>
    private const double Sums = 1e-6;

    /// <summary>Half the distance between neighbours: y and dx are rounded to their type once.</summary>
    public static double Rounding(ElementType type, double expected, double actual)
    {
        var magnitude = Math.Max(Math.Abs(expected), Math.Abs(actual));
        return 0.5 * (type == ElementType.Float16 ? Ulp.OfHalf(magnitude) : Ulp.OfSingle(magnitude));
    }

    /// <summary>y before it is rounded: x − mean loses relative to its operands, the rest relative to its result.</summary>
    /// <param name="precision">Storage and switches.</param>
    /// <param name="x">The element, by the contract; half sums know the mean only to the channel's largest |x|, which then stands in for it.</param>
    /// <param name="mean">The channel's mean.</param>
    /// <param name="scale">s.</param>
    /// <param name="weight">gamma.</param>
    /// <param name="bias">beta.</param>
    public static double Y(PrecisionRow precision, double x, double mean, double scale, double weight, double bias)
    {
        var terms = Math.Abs(weight) * (Math.Abs(x) + Math.Abs(mean)) / scale + Math.Abs(bias);
        return precision.Exact ? Single * terms : HalfChain * terms + HalfSubnormals;
    }

    /// <summary>dx before it is rounded. Exact: relative to the channel's largest |weight·dy|/s, whatever cancels, and for the statistics that it is computed from.</summary>
    /// <param name="precision">Storage and switches.</param>
    /// <param name="expected">The channel's gradients.</param>
    /// <param name="i">The element.</param>
    /// <param name="largestDy">Largest |dy| of the channel.</param>
    /// <param name="mean">The channel's mean.</param>
    /// <param name="scale">s.</param>
    /// <param name="weight">gamma.</param>
    public static double Dx(PrecisionRow precision, BackwardResult expected, int i, double largestDy, double mean, double scale, double weight)
    {
        if (!precision.Exact)
            return HalfChain * expected.DxTerms[i] + HalfSubnormals;
        var (product, sum, slope, offset) = (Math.Abs(expected.Dweight), Math.Abs(expected.Dbias), Math.Abs(expected.Slopes[i]), Math.Abs(mean) / scale);
        var mislaid = offset * (largestDy + product / expected.Dx.Length + 2 * slope * product + slope * sum);
        return Math.Abs(weight) / scale * (Single * largestDy + slope * (SavedStatistics * product + SelectedSum * expected.DweightTerms) + SavedMean * mislaid);
    }

    /// <summary>dbias and dweight are sums over the channel: relative to the sum of the sizes of what is added, plus one rounding to FP32.</summary>
    public static double ParameterGradient(PrecisionRow precision, double expected, double terms) =>
        (precision.Exact ? Single : HalfChain) * terms + Ulp.OfSingle(expected);

    /// <summary>The batch's mean.</summary>
    public static double Mean(PrecisionRow precision, double largestX) => (precision.Exact ? Sums : HalfChain) * largestX;

    /// <summary>s.</summary>
    public static double Scale(PrecisionRow precision, double largestX, double epsilon) =>
        precision.Exact ? Sums * largestX : HalfChain * (largestX + epsilon) + HalfSubnormals;

    /// <summary>A running buffer: the batch's share of its error, plus two roundings of each term to FP32.</summary>
    public static double Running(double factor, double batchError, double running, double batch) =>
        factor * batchError + 2 * Ulp.OfSingle(Math.Abs(running) + Math.Abs(batch));

    /// <summary>The variance from the deviation's own error: (a + e)² − a² = e·(2a + e).</summary>
    public static double Variance(double deviation, double error) => error * (2 * deviation + error);

    /// <summary>w and dv before they are rounded: norm, factor and one or two products, each rounded to FP32; of the terms by absolute value.</summary>
    public static double Row(double terms) => Single * terms;

    /// <summary>The norm of a row: an FP32 sum of values of one sign in a fixed shape, then one rounding.</summary>
    public static double RowNorm(double length) => Sums * length;

    /// <summary>dg is a sum over the row: relative to the sizes of what is added, plus one rounding to FP32.</summary>
    public static double RowGain(RowGradients gradients) => Single * gradients.DgainTerms + Ulp.OfSingle(gradients.Dgain);
}
