using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

public class WarpTests
{
    public static TheoryData<string, Func<int, int>> Shuffles => new()
    {
        // The default simulated device has warps of 4 threads; lanes carry 10 times their thread's index.
        { "shuffle", thread => thread / 4 * 4 + 2 },
        { "down", thread => thread % 4 < 3 ? thread + 1 : thread },
        { "up", thread => thread % 4 > 0 ? thread - 1 : thread },
        { "xor", thread => thread ^ 3 },
        { "xor in pairs", thread => thread ^ 1 },
        { "broadcast", thread => thread / 4 * 4 + 3 },
    };

    [Theory]
    [MemberData(nameof(Shuffles))]
    public void A_shuffle_reads_the_lane_it_names(string name, Func<int, int> source)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(12);
        Action<ArrayView<int>> kernel = name switch
        {
            "shuffle" => Shuffle,
            "down" => Down,
            "up" => Up,
            "xor" => Xor,
            "xor in pairs" => XorInPairs,
            _ => Broadcast,
        };

        simulator.Accelerator.LoadStreamKernel(kernel)((1, 12), result.View);

        Assert.Equal([.. Enumerable.Range(0, 12).Select(thread => 10 * source(thread))], result.GetAsArray1D());
    }

    [Theory]
    [InlineData(CPUDeviceKind.Default, 4)]
    [InlineData(CPUDeviceKind.Nvidia, 32)]
    [InlineData(CPUDeviceKind.LegacyAMD, 64)]
    public void Warps_have_the_width_of_the_device(CPUDeviceKind kind, int width)
    {
        using var simulator = new Simulator(kind);
        int threads = simulator.Accelerator.MaxNumThreadsPerGroup;
        using MemoryBuffer1D<int, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<int>(threads);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(WritePosition)((1, threads), result.View);

        Assert.Equal(width, simulator.Accelerator.WarpSize);
        Assert.Equal([.. Enumerable.Range(0, threads).Select(thread => thread / width * 1000 + thread % width)], result.GetAsArray1D());
    }

    [Fact]
    public void Shuffles_of_different_types_follow_each_other_without_mixing()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<double, Stride1D.Dense> result = simulator.Accelerator.Allocate1D<double>(4);

        simulator.Accelerator.LoadStreamKernel<ArrayView<double>>(AlternateTypes)((1, 4), result.View);

        Assert.Equal([22.75, 18.75, 14.75, 10.75], result.GetAsArray1D());
    }

    private static void Shuffle(ArrayView<int> result) => result[Group.IdxX] = Warp.Shuffle(Group.IdxX * 10, 2);

    private static void Down(ArrayView<int> result) => result[Group.IdxX] = Warp.ShuffleDown(Group.IdxX * 10, 1);

    private static void Up(ArrayView<int> result) => result[Group.IdxX] = Warp.ShuffleUp(Group.IdxX * 10, 1);

    private static void Xor(ArrayView<int> result) => result[Group.IdxX] = Warp.ShuffleXor(Group.IdxX * 10, 3);

    private static void XorInPairs(ArrayView<int> result) => result[Group.IdxX] = Warp.ShuffleXor(Group.IdxX * 10, 1, 2);

    private static void Broadcast(ArrayView<int> result) => result[Group.IdxX] = Warp.Broadcast(Group.IdxX * 10, 3);

    private static void WritePosition(ArrayView<int> result) => result[Group.IdxX] = Warp.WarpIdx * 1000 + Warp.LaneIdx;

    /// <summary>Adds what the opposite lane says as int, as float and as byte: 4 (3 - t) + 2 (3 - t) - ... over four rounds.</summary>
    private static void AlternateTypes(ArrayView<double> result)
    {
        double sum = 0;
        for (int round = 0; round < 4; round++)
        {
            sum += Warp.ShuffleXor(Warp.LaneIdx, 3);
            sum += Warp.ShuffleXor((float)round, 3) / 8;
            sum += Warp.ShuffleXor((double)round, 3) + Warp.ShuffleXor((byte)1, 3);
        }
        result[Warp.LaneIdx] = sum;
    }
}
