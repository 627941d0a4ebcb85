using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace NormGpu.Host;

/// <summary>
/// Expected extremes of independent standard normal values. With Q(x) the probability of a value above x, f its density and q = Q(x), the k largest of n have
/// the mean (n/k)·E[f(x(q))] over q ~ Beta(k, n − k): integration by parts of n·∫ x·f·P(Binomial(n − 1, q) below k). The integrand has one peak, is
/// smooth, and is normalised by the same sum, so no factorials are needed.
/// </summary>
/// <remarks>Source: David and Nagaraja 2003, "Order statistics", section 3.1, summed over the k largest. Error below 1e-9, for n up to 2^31.</remarks>
internal static class GaussianOrder
{
    /// <summary>Below e^-45 of its peak an integrand adds nothing in double.</summary>
    private const double LogNegligible = 45;

    /// <summary>Beyond it even 2^31 values hardly ever lie.</summary>
    private const double Farthest = 12;

    private const int Points = 256;

    /// <summary>E[mean of the <paramref name="k"/> largest |x|] of <paramref name="count"/> standard normal x.</summary>
    public static double MeanOfLargestMagnitudes(long k, long count) => k >= count
        ? Math.Sqrt(2 / Math.PI)
        : MeanOfLargest(k, count, 0, x => Math.Sqrt(2 / Math.PI) * Math.Exp(-x * x / 2), x => SpecialFunctions.Erfc(x / Constants.Sqrt2), x => SpecialFunctions.Erf(x / Constants.Sqrt2));

    /// <summary>E[max − min] of <paramref name="count"/> standard normal values, 2 or more.</summary>
    public static double MeanRange(long count) =>
        2 * MeanOfLargest(1, count, -Farthest, Normal, x => SpecialFunctions.Erfc(x / Constants.Sqrt2) / 2, x => SpecialFunctions.Erfc(-x / Constants.Sqrt2) / 2);

    private static double Normal(double x) => Math.Exp(-x * x / 2) / Constants.Sqrt2Pi;

    /// <summary>E[mean of the k largest] of a distribution on (<paramref name="least"/>, ∞), k below n.</summary>
    private static double MeanOfLargest(long k, long n, double least, Func<double, double> density, Func<double, double> above, Func<double, double> below)
    {
        double LogWeight(double x) => -x * x / 2 + Times(k - 1, Log(above(x), below(x))) + Times(n - k - 1, Log(below(x), above(x)));
        var peak = Peak(LogWeight, least, Farthest);
        var highest = LogWeight(peak);
        var from = Edge(LogWeight, highest - LogNegligible, peak, least);
        var to = Edge(LogWeight, highest - LogNegligible, peak, Farthest);
        double Weight(double x) => Math.Exp(LogWeight(x) - highest);
        var weights = GaussLegendreRule.Integrate(Weight, from, to, Points);
        var weighted = GaussLegendreRule.Integrate(x => density(x) * Weight(x), from, to, Points);
        return (double)n / k * weighted / weights;
    }

    /// <summary>ln(probability); near 1 from what is missing to it.</summary>
    private static double Log(double probability, double complement) =>
        complement < 0.25 ? SpecialFunctions.Log1p(-complement) : Math.Log(probability);

    /// <summary>Nothing times minus infinity is nothing.</summary>
    private static double Times(long count, double logarithm) => count == 0 ? 0 : count * logarithm;

    /// <summary>Where a function with one peak has it, by golden sections.</summary>
    private static double Peak(Func<double, double> function, double from, double to)
    {
        var (left, right) = (to - (to - from) / Constants.GoldenRatio, from + (to - from) / Constants.GoldenRatio);
        var (atLeft, atRight) = (function(left), function(right));
        while (to - from > 1e-9)
        {
            if (atLeft > atRight)
            {
                (to, right, atRight) = (right, left, atLeft);
                left = to - (to - from) / Constants.GoldenRatio;
                atLeft = function(left);
            }
            else
            {
                (from, left, atLeft) = (left, right, atRight);
                right = from + (to - from) / Constants.GoldenRatio;
                atRight = function(right);
            }
        }

        return (from + to) / 2;
    }

    /// <summary>Where a function falls to a level on its way from the peak to an end, or that end.</summary>
    private static double Edge(Func<double, double> function, double level, double peak, double end)
    {
        if (function(end) > level)
            return end;
        var (inside, outside) = (peak, end);
        for (var i = 0; i < 60; i++)
        {
            var middle = (inside + outside) / 2;
            (inside, outside) = function(middle) > level ? (middle, outside) : (inside, middle);
        }

        return outside;
    }
}
