using ILGPU.Runtime;

namespace ILGPU.Tests;

public class AtomicTests
{
    private const int Threads = 12;

    [Fact]
    public void Integer_atomics_of_all_threads_add_up()
    {
        using var simulator = new Simulator();
        int[] start = [0, int.MinValue, int.MaxValue, 0, -1, 0, 0];
        using MemoryBuffer1D<int, Stride1D.Dense> cells = simulator.Accelerator.Allocate1D(start);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(CombineIntegers)((3, Threads), cells.View);

        int[] expected =
        [
            3 * Threads * (Threads + 1) / 2,
            Threads - 5,
            -4,
            0b1111,
            ~0b1111,
            Enumerable.Range(1, Threads).Aggregate((a, b) => a ^ b),
            3 * Threads,
        ];
        Assert.Equal(expected, cells.GetAsArray1D());
    }

    [Fact]
    public void Float_atomics_of_all_threads_add_up_and_keep_extremes()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<float, Stride1D.Dense> cells = simulator.Accelerator.Allocate1D([0f, float.NegativeInfinity, float.PositiveInfinity]);

        simulator.Accelerator.LoadStreamKernel<ArrayView<float>>(CombineFloats)((2, Threads), cells.View);

        Assert.Equal([2 * 0.5f * Threads * (Threads - 1) / 2, 5.5f, 0f], cells.GetAsArray1D());
    }

    [Fact]
    public void An_atomic_returns_what_was_there_before()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<uint, Stride1D.Dense> cell = simulator.Accelerator.Allocate1D([0u]);
        using MemoryBuffer1D<int, Stride1D.Dense> tickets = simulator.Accelerator.Allocate1D(new int[Threads]);

        simulator.Accelerator.LoadStreamKernel<ArrayView<uint>, ArrayView<int>>(DrawTicket)((1, Threads), cell.View, tickets.View);

        Assert.All(tickets.GetAsArray1D(), drawn => Assert.Equal(1, drawn));
    }

    [Fact]
    public void Float_sums_by_atomics_have_the_same_bits_on_every_run()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<float, Stride1D.Dense> cell = simulator.Accelerator.Allocate1D<float>(1);
        Action<KernelConfig, ArrayView<float>> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<float>>(AddUnevenFloats);

        var sums = new HashSet<float>();
        for (int run = 0; run < 10; run++)
        {
            cell.View.MemSetToZero();
            kernel((7, 16), cell.View);
            sums.Add(cell.GetAsArray1D()[0]);
        }

        Assert.Single(sums);
    }

    private static void CombineIntegers(ArrayView<int> cells)
    {
        int value = Group.IdxX + 1;
        Atomic.Add(ref cells[0], value);
        Atomic.Max(ref cells[1], value - 5);
        Atomic.Min(ref cells[2], value - 5);
        Atomic.Or(ref cells[3], value);
        Atomic.And(ref cells[4], ~value);
        Atomic.Xor(ref cells[5], value);
        int seen;
        do
        {
            seen = cells[6];
        }
        while (Atomic.CompareExchange(ref cells[6], seen, seen + 1) != seen);
    }

    private static void CombineFloats(ArrayView<float> cells)
    {
        float value = 0.5f * Group.IdxX;
        Atomic.Add(ref cells[0], value);
        Atomic.Max(ref cells[1], value);
        Atomic.Min(ref cells[2], value);
    }

    private static void DrawTicket(ArrayView<uint> cell, ArrayView<int> tickets)
    {
        uint ticket = Atomic.Add(ref cell[0], 1u);
        Atomic.Add(ref tickets[(int)ticket], 1);
    }

    private static void AddUnevenFloats(ArrayView<float> cell)
    {
        Atomic.Add(ref cell[0], 1f / (1 + Grid.GlobalLinearIndex));
        Group.Barrier();
        Atomic.Add(ref cell[0], 1e-3f / (1 + Grid.GlobalLinearIndex));
    }
}
