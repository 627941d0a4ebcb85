using NormGpu.Host.Checks;
using NormGpu.Host.Devices;

namespace NormGpu.Gpu.Tests;

public class SelfTestTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("simulator")]
    public void Every_check_passes(string device)
    {
        var reported = 0;
        var results = SelfTest.Run(DeviceCatalogue.Find(device), _ => reported++);
        // Each norm with and without ReLU, 5 precisions, 3 shapes, 4 directions; weight norm in 3 norms, 2 types, 2 directions, with g and with rho.
        Assert.Equal(Enum.GetValues<Norm>().Length * 120 + 24, results.Count);
        Assert.Equal(results.Count, reported);
        var misses = string.Join('\n', results.Where(result => !result.Passed));
        Assert.True(misses.Length == 0, misses);
    }

    [Fact]
    public void Errors_are_measured_not_assumed()
    {
        // Mean-only divides by 1, so that with a constant mean its gradient is dy itself, without an error.
        var results = SelfTest.Run(DeviceCatalogue.Cpu).Where(result => result.Settings.Norm != Norm.Mean || result.Direction != Direction.BackwardInference);
        Assert.All(results, result => Assert.InRange(result.WorstUlps, double.Epsilon, double.MaxValue));
    }
}
