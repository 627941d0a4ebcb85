using NormGpu.Host;

namespace NormGpu.Host.Tests;

/// <summary>Every tolerance of this suite, each with where it comes from.</summary>
internal static class Tolerance
{
    /// <summary>FP32 may lose this much of its operands before the result is rounded: 8 roundings of 2^-24.</summary>
    private const double SingleLoss = 1.0 / (1 << 21);

    /// <summary>Half arithmetic rounds a handful of results to 11 bits: 2^-11 each, 16 of them at most.</summary>
    public const double HalfArithmetic = 1.0 / (1 << 7);

    /// <summary>Mean and scale: this share of the channel's largest |x|.</summary>
    public const double Statistics = 1e-6;

    /// <summary>Rounding y or dx once to its type: at most half a unit in the last place.</summary>
    public static double HalfUnit(double value, ElementType type)
    {
        var (fraction, smallest) = type == ElementType.Float16 ? (10, -24) : (23, -149);
        var exponent = value == 0 ? smallest : (int)Math.Floor(Math.Log2(Math.Abs(value)));
        return 0.5 * Math.ScaleB(1, Math.Max(exponent - fraction, smallest));
    }

    /// <summary>y: rounded once, plus what FP32 loses of gamma·(x − mean)/s + beta.</summary>
    public static double Y(double y, double x, double gamma, double beta, double mean, double scale, ElementType type) =>
        HalfUnit(y, type) + SingleLoss * (Math.Abs(gamma) * (Math.Abs(x) + Math.Abs(mean)) / scale + Math.Abs(beta));

    /// <summary>dx: rounded once, plus what FP32 loses of gamma·dy/s, by the channel's largest |dy|.</summary>
    public static double Dx(double dx, double gamma, double largestDy, double scale, ElementType type) =>
        HalfUnit(dx, type) + SingleLoss * Math.Abs(gamma) * largestDy / scale;

    /// <summary>
    /// dx of an element that L∞ or Top(k) selected: it carries C·sum(dy·xhat)/s, which the FP32 statistics (C, deviation and s, which enters twice) know
    /// to 4 roundings of 2^-24.
    /// </summary>
    public static double SelectedDx(double dx, double gamma, double largestDy, double scale, ElementType type) =>
        Dx(dx, gamma, largestDy, scale, type) + Math.Abs(dx) / (1 << 22);

    /// <summary>
    /// dweight and dbias: sums of FP32 products, each rounded (2^-24), in blocks of FP32 partial sums (2^-21 of the sum of magnitudes), and for
    /// dweight the mean's own rounding, 2^-24·|mean|, times the sum of dy.
    /// </summary>
    public static double WeightGradient(double sumOfMagnitudes, double mean, double sumOfDy, double scale) =>
        SingleLoss * sumOfMagnitudes + Math.Abs(mean * sumOfDy) / (scale * (1 << 23));
}
