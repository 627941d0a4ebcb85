using NormGpu.Cli.Reproduce;

namespace NormGpu.Cli.Tests.Reproduce;

public sealed class RangeSweepTests
{
    // Exponents of an emulation in another language, on other random numbers: ends may differ by one.
    [Theory]
    [InlineData("FP16 L2, FP32 sums", 1e-5f, -5, 5)]
    [InlineData("FP16 L2, FP32 sums", 0f, -12, 5)]
    [InlineData("FP16 L1, FP32 sums", 1e-5f, -10, 13)]
    [InlineData("FP16 L1, FP32 sums", 0f, -18, 13)]
    [InlineData("FP16 L1, FP16 sums", 1e-5f, -10, 11)]
    public void Usable_ranges_are_those_of_an_independent_emulation(string name, float epsilon, int low, int high)
    {
        var range = RangeSweep.UsableRange(RangeSweep.Run(RangeSweep.All.Single(swept => swept.Name == name), epsilon));

        Assert.NotNull(range);
        Assert.InRange(range.Value.Low, low - 1, low + 1);
        Assert.InRange(range.Value.High, high - 1, high + 1);
    }

    [Fact]
    public void Single_precision_without_epsilon_is_right_at_every_scale()
    {
        Assert.Equal((RangeSweep.Lowest, RangeSweep.Highest), RangeSweep.UsableRange(RangeSweep.Run(RangeSweep.All[0], 0)));
    }

    [Fact]
    public void A_range_ends_at_its_first_miss_and_is_none_where_the_usual_scale_misses()
    {
        IReadOnlyList<(int, double)> Errors(params int[] bad) =>
            [.. Enumerable.Range(RangeSweep.Lowest, RangeSweep.Highest - RangeSweep.Lowest + 1).Select(exponent => (exponent, bad.Contains(exponent) ? double.NaN : 0.001))];

        Assert.Equal((-2, 4), RangeSweep.UsableRange(Errors(-10, -3, 5)));
        Assert.Null(RangeSweep.UsableRange(Errors(0)));
    }
}
