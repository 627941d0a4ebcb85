using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

public class LaunchTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 16)]
    [InlineData(70, 5)]
    public void Every_thread_of_every_group_runs_once(int groups, int threads)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> visits = simulator.Accelerator.Allocate1D(new int[groups * threads]);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(CountVisit)((groups, threads), visits.View);

        Assert.All(visits.GetAsArray1D(), count => Assert.Equal(1, count));
    }

    private static void CountVisit(ArrayView<int> visits) => visits[Grid.GlobalLinearIndex]++;
}
