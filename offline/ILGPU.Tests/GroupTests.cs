using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

public class GroupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(256)]
    public void A_barrier_shows_every_thread_what_all_wrote_before_it(int threads)
    {
        using var simulator = new Simulator(CPUDeviceKind.Nvidia);
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(5 * threads);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(PassAround)((5, threads), result.View);

        int[] expected = [.. Enumerable.Range(0, 5).SelectMany(group => Enumerable.Range(0, threads).Select(thread => group * 1000 + (thread + threads - 1) % threads))];
        Assert.Equal(expected, result.GetAsArray1D());
    }

    [Theory]
    [InlineData(0, 0, false, false)]
    [InlineData(1, 1, false, true)]
    [InlineData(5, 5, false, true)]
    [InlineData(12, 12, true, true)]
    public void Barriers_count_the_threads_that_say_yes(int yes, int count, bool all, bool any)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(12);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>, int>(Vote)((1, 12), result.View, yes);

        int expected = count * 4 + (all ? 2 : 0) + (any ? 1 : 0);
        Assert.All(result.GetAsArray1D(), answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public void A_broadcast_gives_everyone_the_value_of_one_thread()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<double, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<double>(10);

        simulator.Accelerator.LoadStreamKernel<ArrayView<double>>(BroadcastEach)((1, 10), result.View);

        Assert.All(result.GetAsArray1D(), sum => Assert.Equal(10 * 9 / 2 * 1.5, sum));
    }

    [Fact]
    public void The_first_and_the_last_thread_know_themselves()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(12);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(MarkEnds)(new KernelConfig(1, 1, 1, 3, 2, 2), result.View);

        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], result.GetAsArray1D());
    }

    private static void PassAround(ArrayView<int> result)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(256);
        int thread = Group.IdxX;
        int threads = Group.DimX;
        shared[thread] = -1;
        Group.Barrier();
        shared[(thread + 1) % threads] = Grid.IdxX * 1000 + thread;
        Group.Barrier();
        result[Grid.GlobalLinearIndex] = shared[thread];
    }

    private static void Vote(ArrayView<int> result, int yes)
    {
        bool vote = Group.IdxX < yes;
        int count = Group.BarrierPopCount(vote);
        bool all = Group.BarrierAnd(vote);
        bool any = Group.BarrierOr(vote);
        result[Group.IdxX] = count * 4 + (all ? 2 : 0) + (any ? 1 : 0);
    }

    private static void BroadcastEach(ArrayView<double> result)
    {
        double sum = 0;
        for (int thread = 0; thread < Group.DimX; thread++)
            sum += Group.Broadcast(Group.IdxX * 1.5, thread);
        result[Group.IdxX] = sum;
    }

    private static void MarkEnds(ArrayView<int> result) => result[Group.LinearIndex] = (Group.IsFirstThread ? 1 : 0) + (Group.IsLastThread ? 2 : 0);
}
