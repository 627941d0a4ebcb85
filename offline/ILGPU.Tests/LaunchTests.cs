using ILGPU.Runtime;

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
        simulator.Accelerator.Synchronize();

        Assert.All(visits.GetAsArray1D(), count => Assert.Equal(1, count));
    }

    [Fact]
    public void X_counts_fastest_in_grids_and_groups_of_three_dimensions()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> order = simulator.Accelerator.Allocate1D<int>(5 * 3 * 2 * 16);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(WritePosition)(new KernelConfig(5, 3, 2, 4, 2, 2), order.View);

        Assert.Equal(Enumerable.Range(0, 5 * 3 * 2 * 16), order.GetAsArray1D());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(77)]
    public void An_extent_is_covered_exactly_once_and_nothing_beyond_it(int extent)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> visits = simulator.Accelerator.Allocate1D(new int[100]);

        simulator.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(CountIndex)(extent, visits.View);

        Assert.Equal([.. Enumerable.Repeat(1, extent), .. Enumerable.Repeat(0, 100 - extent)], visits.GetAsArray1D());
    }

    [Fact]
    public void Extents_of_two_and_three_dimensions_count_x_fastest()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> order = simulator.Accelerator.Allocate1D<int>(5 * 3 * 7);

        simulator.Accelerator.LoadAutoGroupedStreamKernel<Index3D, Index3D, ArrayView<int>>(WriteIndex3D)((5, 3, 7), (5, 3, 7), order.View);
        Assert.Equal(Enumerable.Range(0, 5 * 3 * 7), order.GetAsArray1D());

        simulator.Accelerator.LoadAutoGroupedStreamKernel<Index2D, Index2D, ArrayView<int>>(WriteIndex2D)((15, 7), (15, 7), order.View);
        Assert.Equal(Enumerable.Range(0, 5 * 3 * 7), order.GetAsArray1D());
    }

    [Fact]
    public void A_group_size_of_ones_own_is_kept()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> sizes = simulator.Accelerator.Allocate1D(new int[10]);

        simulator.Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>>(WriteGroupSize, 3)(10, sizes.View);

        Assert.All(sizes.GetAsArray1D(), size => Assert.Equal(3, size));
    }

    [Fact]
    public void A_kernel_takes_fourteen_parameters_in_their_order()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<long, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<long>(1);

        simulator.Accelerator.LoadStreamKernel<ArrayView<long>, int, int, int, int, int, int, int, int, int, int, int, int, int>(WriteDigits)(
            (1, 1), result.View, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4);

        Assert.Equal(1234567891234L, result.GetAsArray1D()[0]);
    }

    [Fact]
    public void A_stream_of_ones_own_serves_as_well_as_the_default_one()
    {
        using var simulator = new Simulator();
        using AcceleratorStream stream = simulator.Accelerator.CreateStream();
        using MemoryBuffer1D<int, Stride1D.Dense> visits = simulator.Accelerator.Allocate1D(stream, new int[8]);

        simulator.Accelerator.LoadKernel<ArrayView<int>>(CountVisit)(stream, (2, 4), visits.View);
        stream.Synchronize();

        Assert.All(visits.View.GetAsArray1D(stream), count => Assert.Equal(1, count));
    }

    private static void CountVisit(ArrayView<int> visits) => visits[Grid.GlobalLinearIndex]++;

    private static void CountIndex(Index1D index, ArrayView<int> visits) => visits[index]++;

    private static void WritePosition(ArrayView<int> order)
    {
        int groupInGrid = (Grid.IdxZ * Grid.DimY + Grid.IdxY) * Grid.DimX + Grid.IdxX;
        int threadInGroup = (Group.IdxZ * Group.DimY + Group.IdxY) * Group.DimX + Group.IdxX;
        order[groupInGrid * Group.Dimension.Size + threadInGroup] = Grid.LinearIndex * Group.Dimension.Size + Group.LinearIndex;
    }

    private static void WriteIndex2D(Index2D index, Index2D extent, ArrayView<int> order)
    {
        int position = index.Y * extent.X + index.X;
        order[position] = position;
    }

    private static void WriteIndex3D(Index3D index, Index3D extent, ArrayView<int> order)
    {
        int position = (index.Z * extent.Y + index.Y) * extent.X + index.X;
        order[position] = position;
    }

    private static void WriteGroupSize(Index1D index, ArrayView<int> sizes) => sizes[index] = Group.DimX;

    private static void WriteDigits(
        ArrayView<long> result, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m)
    {
        long first = a * 100000L + b * 10000 + c * 1000 + d * 100 + e * 10 + f;
        long second = g * 1000000L + h * 100000 + i * 10000 + j * 1000 + k * 100 + l * 10 + m;
        result[0] = first * 10000000L + second;
    }
}
