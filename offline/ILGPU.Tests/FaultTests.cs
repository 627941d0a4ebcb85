using System.Globalization;
using ILGPU.Runtime;

namespace ILGPU.Tests;

/// <summary>What the simulator finds that the real accelerators let pass or hang on.</summary>
[Collection(OpenCL.OpenClDevice.Collection)]
public class FaultTests
{
    [Theory]
    [InlineData(0, "Kernel FaultTests.ReachBarrierInPart, group (0, 0, 0), thread (0, 0, 0): it waits at Group.Barrier with 3 of 4 threads, but thread (3, 0, 0) returned without reaching it.")]
    [InlineData(1, "Kernel FaultTests.ReachBarrierInPart, group (0, 0, 0), thread (0, 0, 0): it waits at Group.Barrier with 3 of 4 threads, but thread (3, 0, 0) waits at Warp.Barrier.")]
    [InlineData(2, "Kernel FaultTests.ReachBarrierInPart, group (0, 0, 0), thread (3, 0, 0): it came to Group.BarrierOr while thread (0, 0, 0) waits at Group.Barrier.")]
    [InlineData(3, "Kernel FaultTests.ReachBarrierInPart, group (0, 0, 0), thread (0, 0, 0): it waits at Group.Barrier with 3 of 4 threads, but thread (3, 0, 0) returned without reaching it.")]
    public void A_barrier_that_not_all_threads_reach_is_named(int what, string message)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D<int>(1);
        Action<KernelConfig, ArrayView<int>, int> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<int>, int>(ReachBarrierInPart);

        AcceleratorException fault = Assert.ThrowsAny<AcceleratorException>(() => kernel((3, 4), data.View, what));

        Assert.Equal(message, fault.Message);
        Assert.Equal(AcceleratorType.CPU, fault.AcceleratorType);
    }

    [Theory]
    [InlineData(-1, "element -1 of a view of 6 Int32 elements does not exist")]
    [InlineData(6, "element 6 of a view of 6 Int32 elements does not exist")]
    [InlineData(int.MaxValue, "element 2147483647 of a view of 6 Int32 elements does not exist")]
    public void An_access_outside_a_view_is_named_with_its_thread(int index, string what)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D<int>(8);
        Action<KernelConfig, ArrayView<int>, int> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<int>, int>(WriteInLastGroup);

        AcceleratorException fault = Assert.ThrowsAny<AcceleratorException>(() => kernel(new KernelConfig(2, 3, 1, 2, 2, 1), data.View.SubView(0, 6), index));

        Assert.Equal($"Kernel FaultTests.WriteInLastGroup, group (1, 2, 0), thread (1, 1, 0): {what}.", fault.Message);
    }

    [Fact]
    public void An_exception_of_the_kernel_itself_is_named_with_its_thread()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D([3, 2, 0, 1]);

        AcceleratorException fault = Assert.ThrowsAny<AcceleratorException>(
            () => simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Divide)((1, 4), data.View));

        Assert.StartsWith("Kernel FaultTests.Divide, group (0, 0, 0), thread (2, 0, 0): ", fault.Message, StringComparison.Ordinal);
        Assert.IsType<DivideByZeroException>(fault.InnerException);
    }

    [Fact]
    public void The_accelerator_works_on_after_a_fault()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D([1, 1, 1, 1]);
        Action<KernelConfig, ArrayView<int>, int> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<int>, int>(ReachBarrierInPart);

        for (int what = 0; what < 4; what++)
            Assert.ThrowsAny<AcceleratorException>(() => kernel((3, 4), data.View, what));
        data.CopyFromCPU([1, 2, 3, 6]);
        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Divide)((1, 4), data.View);

        Assert.Equal([6, 3, 2, 1], data.GetAsArray1D());
    }

    [Fact]
    public void Threads_that_ask_for_different_shared_memory_are_named()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D<int>(1);

        AcceleratorException fault = Assert.ThrowsAny<AcceleratorException>(
            () => simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(AllocateByThread)((1, 2), data.View));

        Assert.Equal(
            "Kernel FaultTests.AllocateByThread, group (0, 0, 0), thread (1, 0, 0): its shared allocation 1 asks for 8 bytes where another thread of the group asked for 4.",
            fault.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public void A_missing_barrier_shows_as_NaN_whichever_neighbour_is_read(int distance)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<float, Stride1D.Dense> data = simulator.Accelerator.Allocate1D<float>(16);

        simulator.Accelerator.LoadStreamKernel<ArrayView<float>, int>(ReadNeighbourTooEarly)((1, 16), data.View, distance);

        Assert.Contains(data.GetAsArray1D(), float.IsNaN);
    }

    [Fact]
    public void Memory_that_was_never_written_is_NaN_in_every_group()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<double, Stride1D.Dense> seen = simulator.Accelerator.Allocate1D(new double[3 * 4]);
        using MemoryBuffer1D<float, Stride1D.Dense> untouched = simulator.Accelerator.Allocate1D<float>(5);

        simulator.Accelerator.LoadStreamKernel<ArrayView<double>>(ReadUnwritten)((3, 4, SharedMemoryConfig.RequestDynamic<float>(1)), seen.View);

        Assert.All(seen.GetAsArray1D(), value => Assert.Equal(double.NaN, value));
        Assert.All(untouched.GetAsArray1D(), value => Assert.Equal(float.NaN, value));
    }

    [Theory]
    [InlineData(1, 17, "(17, 1, 1)")]
    [InlineData(1, 0, "(0, 1, 1)")]
    [InlineData(0, 4, "(4, 1, 1)")]
    public void A_launch_that_no_device_takes_is_refused(int groups, int threads, string group)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D<int>(1);
        Action<KernelConfig, ArrayView<int>> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Divide);

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => kernel((groups, threads), data.View));

        Assert.Contains($"groups of {group}", error.Message, StringComparison.Ordinal);
        Assert.Contains(16.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_kernels_are_refused_outside()
    {
        Assert.Throws<InvalidKernelOperationException>(() => Grid.IdxX);
        Assert.Throws<InvalidKernelOperationException>(Group.Barrier);
        Assert.Throws<InvalidKernelOperationException>(() => SharedMemory.Allocate<int>(4));
    }

    [Fact]
    public void A_lambda_that_captures_is_no_kernel()
    {
        using var simulator = new Simulator();
        int captured = 3;

        Assert.Throws<NotSupportedException>(() => simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(view => view[0] = captured));
    }

    private static void ReachBarrierInPart(ArrayView<int> data, int what)
    {
        if (what == 3)
            Group.Barrier();
        if (Group.IdxX < 3)
            Group.Barrier();
        else if (what == 1)
            Warp.Barrier();
        else if (what == 2)
            Group.BarrierOr(true);
        data[0] = what;
    }

    private static void WriteInLastGroup(ArrayView<int> data, int index)
    {
        Group.Barrier();
        if (Grid.LinearIndex == 5 && Group.LinearIndex == 3)
            data[index] = 1;
        Group.Barrier();
    }

    private static void Divide(ArrayView<int> data) => data[Group.IdxX] = 6 / data[Group.IdxX];

    private static void AllocateByThread(ArrayView<int> data) => data[0] = SharedMemory.Allocate<int>(1 + Group.IdxX).IntLength;

    private static void ReadNeighbourTooEarly(ArrayView<float> data, int distance)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(16);
        shared[Group.IdxX] = 1;
        data[Group.IdxX] = shared[(Group.IdxX + distance) % 16];
    }

    private static void ReadUnwritten(ArrayView<double> seen)
    {
        ArrayView<float> first = SharedMemory.Allocate<float>(4);
        ArrayView<float> own = LocalMemory.Allocate<float>(1);
        ArrayView<float> launched = SharedMemory.GetDynamic<float>();
        seen[Grid.GlobalLinearIndex] = float.IsNaN(first[Group.IdxX]) && float.IsNaN(own[0]) && float.IsNaN(launched[0]) ? double.NaN : 0;
        Group.Barrier();
        first[Group.IdxX] = 1;
        own[0] = 1;
        launched[0] = 1;
    }
}
