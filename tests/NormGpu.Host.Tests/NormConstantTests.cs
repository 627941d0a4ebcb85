using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>The constants C, against values known from elsewhere and against simulation.</summary>
public class NormConstantTests
{
    /// <summary>Closed forms: k, n, E[mean of the k largest |x|] of n standard normal x.</summary>
    public static TheoryData<long, long, double> KnownMagnitudes() => new()
    {
        { 1, 1, Math.Sqrt(2 / Math.PI) },
        { 7, 7, Math.Sqrt(2 / Math.PI) },
        // max(|x|, |y|) = |x + y|/2 + |x − y|/2, both terms half-normal of variance 1/2.
        { 1, 2, 2 / Math.Sqrt(Math.PI) },
    };

    /// <summary>n, E[range] of n standard normal values: closed forms for 2 and 3, Tippett's table (Biometrika 17, 1925) beyond.</summary>
    public static TheoryData<long, double, double> KnownRanges() => new()
    {
        { 2, 2 / Math.Sqrt(Math.PI), 1e-9 },
        { 3, 3 / Math.Sqrt(Math.PI), 1e-9 },
        { 5, 2.32593, 5e-6 },
        { 10, 3.07751, 5e-6 },
        { 100, 5.01519, 5e-6 },
        { 1000, 6.48287, 1e-4 },
    };

    /// <summary>n, paper's C·deviation/sigma of Gaussian data for the maximum and the 10 largest. Source: reference "Norm matters", section 1, measured there on a few channels: 0.03 off at n = 64.</summary>
    public static TheoryData<long, double, double> PaperTable() => new()
    {
        { 64, 1.358, 0.974 },
        { 1024, 1.432, 1.201 },
        { 16384, 1.444, 1.284 },
        { 262144, 1.473, 1.335 },
    };

    [Theory]
    [MemberData(nameof(KnownMagnitudes))]
    public void The_mean_of_the_largest_is_the_known_one(long k, long count, double expected) =>
        Assert.Equal(expected, GaussianOrder.MeanOfLargestMagnitudes(k, count), 1e-9);

    [Theory]
    [MemberData(nameof(KnownRanges))]
    public void The_mean_range_is_the_known_one(long count, double expected, double tolerance) =>
        Assert.Equal(expected, GaussianOrder.MeanRange(count), tolerance);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 9)]
    [InlineData(10, 64)]
    [InlineData(63, 64)]
    [InlineData(1, 1000)]
    [InlineData(400, 1000)]
    [InlineData(999, 1000)]
    [InlineData(10, 100_000)]
    public void The_mean_of_the_largest_agrees_with_the_integral_of_its_definition(long k, long count) =>
        Assert.Equal(ByDefinition(k, count), GaussianOrder.MeanOfLargestMagnitudes(k, count), 1e-7);

    [Theory]
    [InlineData(1, 1L << 27)]
    [InlineData(10, 1L << 27)]
    [InlineData(1L << 20, 1L << 27)]
    [InlineData((1L << 27) - 1, 1L << 27)]
    [InlineData(1L << 26, 1L << 27)]
    public void Long_channels_lie_between_their_neighbours(long k, long count)
    {
        var value = GaussianOrder.MeanOfLargestMagnitudes(k, count);
        Assert.InRange(value, GaussianOrder.MeanOfLargestMagnitudes(k + 1, count), GaussianOrder.MeanOfLargestMagnitudes(k, count + 1) + 1e-9);
        // For large n the k largest are what lies above the quantile: their mean is n/k·f(x).
        var share = (double)k / count;
        if (k > 1000)
            Assert.Equal(TailMean(share), value, 1e-6);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 64)]
    [InlineData(10, 64)]
    [InlineData(10, 1024)]
    [InlineData(100, 1024)]
    public void The_mean_of_the_largest_agrees_with_simulation(int k, int count)
    {
        var random = new Random(20181201);
        const int Channels = 4000;
        var (sum, squares) = (0.0, 0.0);
        for (var channel = 0; channel < Channels; channel++)
        {
            double[] x = [.. Enumerable.Range(0, count).Select(_ => Math.Abs(BatchNormCase.Normal(random)))];
            Array.Sort(x);
            var mean = x[^k..].Average();
            sum += mean;
            squares += mean * mean;
        }

        var average = sum / Channels;
        var standardError = Math.Sqrt((squares / Channels - average * average) / Channels);
        Assert.Equal(average, GaussianOrder.MeanOfLargestMagnitudes(k, count), 5 * standardError);
    }

    [Theory]
    [MemberData(nameof(PaperTable))]
    public void The_papers_constant_is_wrong_by_the_factors_that_were_measured(long count, double maximum, double top10)
    {
        Assert.Equal(maximum, Ratio(new(Norm.LInf), count), 0.035);
        Assert.Equal(top10, Ratio(new(Norm.TopK, K: 10), count), 0.015);

        static double Ratio(BatchNormSettings settings, long count) =>
            NormConstants.Of(settings, count) / (double)NormConstants.Of(settings with { Constant = NormConstant.Exact }, count);
    }

    [Theory]
    [InlineData(Norm.LInf, 1)]
    [InlineData(Norm.TopK, 3)]
    [InlineData(Norm.TopK, 5000)]
    [InlineData(Norm.Range, 1)]
    public void Exact_constants_give_unit_scale_on_Gaussian_data(Norm norm, int k)
    {
        // 400 channels of 37·21 values; the spread of a channel's s is about 0.1 (L∞) of s, so that of the mean is 0.005.
        var random = new Random(9);
        var shape = new ChannelShape(37, 400, 21, ChannelLayout.ChannelsFirst);
        float[] x = [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)(3 * BatchNormCase.Normal(random)))];
        var statistics = new float[ChannelStatistics.Rows * shape.Channels];
        BatchNorm.Forward<float>(new(norm, 0, k, Constant: NormConstant.Exact), shape, x, x, [], [], statistics);
        Assert.Equal(3, statistics[(2 * shape.Channels)..(3 * shape.Channels)].Average(), 0.05);
    }

    [Theory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.Mean)]
    public void Where_the_papers_constant_is_exact_nothing_changes(Norm norm) =>
        Assert.Equal(NormConstants.Of(new(norm), 77), NormConstants.Of(new(norm, Constant: NormConstant.Exact), 77));

    /// <summary>Mean |x| of what lies above the quantile that leaves a share of all |x|.</summary>
    private static double TailMean(double share)
    {
        var (low, high) = (0.0, 12.0);
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = MathNet.Numerics.SpecialFunctions.Erfc(middle / Math.Sqrt(2)) > share ? (middle, high) : (low, middle);
        }

        return Math.Sqrt(2 / Math.PI) * Math.Exp(-low * low / 2) / share;
    }

    /// <summary>∫ of P(j-th largest above x) over x, averaged over j = 1 … k, with binomial probabilities added one by one: Simpson's rule.</summary>
    private static double ByDefinition(long k, long count)
    {
        const int Steps = 20_000;
        const double End = 9;
        var total = 0.0;
        for (var step = 0; step <= Steps; step++)
        {
            var x = End * step / Steps;
            var q = MathNet.Numerics.SpecialFunctions.Erfc(x / Math.Sqrt(2));
            total += (step is 0 or Steps ? 1 : step % 2 == 1 ? 4 : 2) * MeanAbove(k, count, q);
        }

        return total * End / Steps / 3;
    }

    /// <summary>Mean over j = 1 … k of P(at least j of n lie above) = E[min(k, Binomial(n, q))]/k.</summary>
    private static double MeanAbove(long k, long count, double q)
    {
        if (q >= 1)
            return 1;
        // E[min(k, B)] = k − sum over b below k of (k − b)·P(B = b).
        var missing = 0.0;
        var logarithm = count * Math.Log(1 - q);
        for (long b = 0; b < k; b++)
        {
            missing += (k - b) * Math.Exp(logarithm);
            logarithm += Math.Log((double)(count - b) / (b + 1)) + Math.Log(q / (1 - q));
        }

        return 1 - missing / k;
    }
}
