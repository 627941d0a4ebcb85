using ILGPU.Runtime;

namespace ILGPU.Tests;

public class SharedMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Dynamic_shared_memory_has_the_size_that_the_launch_asked_for(int elements)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> lengths = simulator.Accelerator.Allocate1D<int>(3);
        var config = new KernelConfig(3, 8, SharedMemoryConfig.RequestDynamic<double>(elements));

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(MeasureDynamic)(config, lengths.View);

        Assert.All(lengths.GetAsArray1D(), length => Assert.Equal(elements * 1000 + elements * 2, length));
    }

    [Fact]
    public void Dynamic_shared_memory_reverses_a_group()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> data = simulator.Accelerator.Allocate1D(Enumerable.Range(0, 16).ToArray());

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Reverse)((2, 8, SharedMemoryConfig.RequestDynamic<int>(8)), data.View);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8], data.GetAsArray1D());
    }

    [Fact]
    public void Allocations_do_not_overlap_and_a_single_value_is_shared()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(8);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(UseThreeBlocks)((1, 8), result.View);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(thread => 42 + thread + 100 * (7 - thread))], result.GetAsArray1D());
    }

    [Fact]
    public void Local_memory_belongs_to_one_thread()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(8);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(SumLocally)((1, 8), result.View);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(thread => 4 * thread + 6)], result.GetAsArray1D());
    }

    private static void MeasureDynamic(ArrayView<int> lengths)
    {
        ArrayView<double> wide = SharedMemory.GetDynamic<double>();
        ArrayView<int> narrow = SharedMemory.GetDynamic<int>();
        if (Group.IsFirstThread)
            lengths[Grid.IdxX] = wide.IntLength * 1000 + narrow.IntLength;
    }

    private static void Reverse(ArrayView<int> data)
    {
        ArrayView<int> shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX] = data[Grid.GlobalIndex.X];
        Group.Barrier();
        data[Grid.GlobalIndex.X] = shared[Group.DimX - 1 - Group.IdxX];
    }

    private static void UseThreeBlocks(ArrayView<int> result)
    {
        ArrayView<int> first = SharedMemory.Allocate<int>(8);
        ArrayView<int> second = SharedMemory.Allocate<int>(8);
        ref int single = ref SharedMemory.Allocate<int>();
        first[Group.IdxX] = Group.IdxX;
        second[Group.IdxX] = 100 * (7 - Group.IdxX);
        if (Group.IdxX == 5)
            single = 42;
        Group.Barrier();
        result[Group.IdxX] = first[Group.IdxX] + second[Group.IdxX] + single;
    }

    private static void SumLocally(ArrayView<int> result)
    {
        ArrayView<int> mine = LocalMemory.Allocate<int>(4);
        for (int i = 0; i < 4; i++)
            mine[i] = Group.IdxX + i;
        Group.Barrier();
        int sum = 0;
        for (int i = 0; i < 4; i++)
            sum += mine[i];
        result[Group.IdxX] = sum;
    }
}
