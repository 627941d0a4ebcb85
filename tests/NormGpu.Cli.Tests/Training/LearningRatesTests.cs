using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Training;

public sealed class LearningRatesTests
{
    [Theory]
    [InlineData(0, 0, 0.1)]
    [InlineData(1, 0, 0.075)]
    [InlineData(1, 5, 0.05)]
    [InlineData(2, 0, 0.025)]
    public void A_cosine_falls_from_the_first_rate_to_0(int epoch, int step, double rate)
    {
        // cos(pi/3) = 1/2: a third of three epochs in, three quarters of the rate are left.
        Assert.Equal(rate, LearningRates.At(LearningRateSchedule.Cosine, 0.1, epoch, 3, step, 10), 12);
    }

    [Fact]
    public void The_last_steps_of_a_cosine_are_small_but_not_0()
    {
        Assert.InRange(LearningRates.At(LearningRateSchedule.Cosine, 0.1, 2, 3, 9, 10), 1e-6, 1e-3);
    }

    [Theory]
    [InlineData(80, 19, 0.1)]
    [InlineData(80, 20, 0.01)]
    [InlineData(80, 79, 0.0001)]
    [InlineData(3, 0, 0.1)]
    [InlineData(3, 1, 0.01)]
    public void Steps_take_a_tenth_after_each_quarter(int epochs, int epoch, double rate)
    {
        Assert.Equal(rate, LearningRates.At(LearningRateSchedule.Step, 0.1, epoch, epochs, 3, 10), 12);
    }
}
