using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

public class AlgorithmTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(160)]
    public void A_group_reduces_to_one_value_for_the_first_thread_or_for_all(int threads)
    {
        using var simulator = new Simulator(CPUDeviceKind.Nvidia);
        using MemoryBuffer1D<float, Stride1D.Dense> totals = simulator.Accelerator.Allocate1D<float>(3);
        using MemoryBuffer1D<int, Stride1D.Dense> everyone = simulator.Accelerator.Allocate1D<int>(threads);

        simulator.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<int>>(ReduceGroup)((1, threads), totals.View, everyone.View);

        Assert.Equal([threads * (threads + 1) / 2, threads, 1 - threads], totals.GetAsArray1D());
        Assert.All(everyone.GetAsArray1D(), total => Assert.Equal(threads * (threads + 1) / 2, total));
    }

    [Fact]
    public void A_warp_reduces_among_its_own_lanes()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> totals = simulator.Accelerator.Allocate1D<int>(12);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(ReduceWarp)((1, 12), totals.View);

        Assert.Equal([6, 6, 6, 6, 22, 22, 22, 22, 38, 38, 38, 38], totals.GetAsArray1D());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(100)]
    public void A_group_with_a_partial_warp_is_refused(int threads)
    {
        using var simulator = new Simulator(CPUDeviceKind.Nvidia);
        using MemoryBuffer1D<float, Stride1D.Dense> totals = simulator.Accelerator.Allocate1D<float>(3);
        using MemoryBuffer1D<int, Stride1D.Dense> everyone = simulator.Accelerator.Allocate1D<int>(threads);
        Action<KernelConfig, ArrayView<float>, ArrayView<int>> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<int>>(ReduceGroup);

        AcceleratorException fault = Assert.ThrowsAny<AcceleratorException>(() => kernel((1, threads), totals.View, everyone.View));

        Assert.EndsWith(
            $"it reduces in a group of {threads} threads, which is not a whole number of warps of 32, and ILGPU reduces only whole warps.",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_identity_of_an_operation_changes_nothing()
    {
        Assert.Equal(-3f, Identity<float, MaxFloat>(-3));
        Assert.Equal(3f, Identity<float, MinFloat>(3));
        Assert.Equal(3f, Identity<float, AddFloat>(3));
        Assert.Equal(long.MinValue, Identity<long, MaxInt64>(long.MinValue));
        Assert.Equal(ulong.MaxValue, Identity<ulong, MinUInt64>(ulong.MaxValue));
    }

    private static T Identity<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        default(TReduction).Apply(default(TReduction).Identity, value);

    private static void ReduceGroup(ArrayView<float> totals, ArrayView<int> everyone)
    {
        int value = Group.IdxX + 1;
        float sum = GroupExtensions.Reduce<float, AddFloat>(value);
        float max = GroupExtensions.Reduce<float, MaxFloat>(value);
        float min = GroupExtensions.Reduce<float, MinFloat>(1 - value);
        int total = GroupExtensions.AllReduce<int, AddInt32>(value);
        if (Group.IsFirstThread)
        {
            totals[0] = sum;
            totals[1] = max;
            totals[2] = min;
        }
        everyone[Group.IdxX] = total;
    }

    private static void ReduceWarp(ArrayView<int> totals) => totals[Group.IdxX] = WarpExtensions.AllReduce<int, AddInt32>(Group.IdxX);
}
