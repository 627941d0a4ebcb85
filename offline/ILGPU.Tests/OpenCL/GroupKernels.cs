using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;

namespace ILGPU.Tests.OpenCL;

/// <summary>Threads together: indices, shared memory, barriers, atomics, and kernels over an extent.</summary>
internal static class GroupKernels
{
    private static readonly int[] Inputs = [.. Enumerable.Range(0, 64).Select(i => i * 37 % 101 - 50)];

    public static IEnumerable<KernelCase> All { get; } =
    [
        KernelCase.Of<int, int>("a tree in shared memory", Tree, Inputs, 4, 16, 4),
        KernelCase.Of<int, int>("two calls of a helper have two blocks of shared memory", TwoBlocks, Inputs, 16, 16),
        KernelCase.Of<int, int>("dynamic shared memory", Dynamic, Inputs, 33, 32, 1, 32),
        KernelCase.Of<int, int>("a shared variable", SharedVariable, Inputs, 8, 8),
        KernelCase.Of<int, int>("a barrier passes global memory on", ThroughGlobal, Inputs, 64, 32),
        KernelCase.Of<int, int>("barriers that vote and a broadcast", Votes, Inputs, 64, 16),
        KernelCase.Of<int, int>("reductions of ILGPU.Algorithms over a group", Reductions, Inputs, 64, 64),
        KernelCase.Of<int, int>("memory of each thread", Scratch, Inputs, 64, 16, 4),
        KernelCase.Of<int, int>("atomics on global memory", GlobalAtomics, Inputs, 9, 16, 4),
        KernelCase.Of<int, int>("atomics on shared memory", SharedAtomics, Inputs, 8, 32),
        KernelCase.Of<int, uint>("atomics on unsigned integers", UnsignedAtomics, Inputs, 5, 64),
        KernelCase.Of<int, float>("atomics on floats", FloatAtomics, Inputs, 4, 32, 2),
        KernelCase.Of<int, int>("indices and dimensions", Inputs, 24 * 6, (accelerator, input, output) =>
            accelerator.LoadStreamKernel<ArrayView<int>>(Indices)((new Index3D(2, 1, 2), new Index3D(3, 2, 1)), output)),
        KernelCase.Of<int, int>("a kernel over an extent", Inputs, 64, (accelerator, input, output) =>
            accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>>(Over1)(37, input, output)),
        KernelCase.Of<int, int>("a kernel over two dimensions", Inputs, 64, (accelerator, input, output) =>
            accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<int>, ArrayView<int>>(Over2)(new Index2D(5, 7), input, output)),
        KernelCase.Of<int, int>("a kernel over three dimensions", Inputs, 64, (accelerator, input, output) =>
            accelerator.LoadAutoGroupedStreamKernel<Index3D, ArrayView<int>, ArrayView<int>>(Over3)(new Index3D(3, 4, 5), input, output)),
        KernelCase.Of<int, int>("a kernel over a long extent", Inputs, 64, (accelerator, input, output) =>
            accelerator.LoadAutoGroupedStreamKernel<LongIndex1D, ArrayView<int>, ArrayView<int>>(OverLong)(41L, input, output)),
    ];

    private static void Tree(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(16);
        shared[Group.IdxX] = input[Grid.IdxX * Group.DimX + Group.IdxX];
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                shared[Group.IdxX] += shared[Group.IdxX + half];
            Group.Barrier();
        }
        if (Group.IdxX == 0)
            output[Grid.IdxX] = shared[0];
    }

    private static void TwoBlocks(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> first = Reversed(input[Group.IdxX]);
        ArrayView<int> second = Reversed(input[Group.IdxX] * 1000);
        output[Group.IdxX] = first[Group.IdxX] + second[Group.IdxX];
    }

    private static ArrayView<int> Reversed(int value)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(16);
        shared[15 - Group.IdxX] = value;
        Group.Barrier();
        return shared;
    }

    private static void Dynamic(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX] = input[Group.IdxX];
        Group.Barrier();
        output[Group.IdxX] = shared[shared.IntLength - 1 - Group.IdxX];
        if (Group.IsFirstThread)
            output[32] = shared.IntLength + SharedMemory.GetDynamic<byte>().IntLength;
    }

    private static void SharedVariable(ArrayView<int> input, ArrayView<int> output)
    {
        ref int chosen = ref SharedMemory.Allocate<int>();
        if (Group.IsLastThread)
            chosen = input[Group.IdxX];
        Group.Barrier();
        output[Group.IdxX] = chosen + Group.IdxX;
    }

    private static void ThroughGlobal(ArrayView<int> input, ArrayView<int> output)
    {
        output[Group.IdxX] = input[Group.IdxX];
        Group.Barrier();
        output[32 + Group.IdxX] = output[31 - Group.IdxX];
    }

    private static void Votes(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int positive = Group.BarrierPopCount(input[i] > 0);
        bool all = Group.BarrierAnd(input[i] > -51);
        bool any = Group.BarrierOr(input[i] == 49);
        output[4 * i] = positive;
        output[4 * i + 1] = all ? 1 : 0;
        output[4 * i + 2] = any ? 1 : 0;
        output[4 * i + 3] = Group.Broadcast(input[i], 5) + Group.Broadcast(positive + i, 2);
    }

    private static void Reductions(ArrayView<int> input, ArrayView<int> output)
    {
        int sum = GroupExtensions.AllReduce<int, AddInt32>(input[Group.IdxX]);
        int most = GroupExtensions.AllReduce<int, MaxInt32>(input[Group.IdxX]);
        output[Group.IdxX] = sum * 1000 + most;
    }

    private static void Scratch(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> own = LocalMemory.Allocate<int>(5);
        for (int i = 0; i < own.Length; i++)
            own[i] = input[(Grid.GlobalIndex.X + i) % 64];
        for (int i = 1; i < 5; i++)
        {
            for (int j = i; j > 0 && own[j - 1] > own[j]; j--)
                (own[j - 1], own[j]) = (own[j], own[j - 1]);
        }
        output[Grid.GlobalLinearIndex] = own[2];
    }

    private static void GlobalAtomics(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Grid.GlobalIndex.X];
        Atomic.Add(ref output[0], x);
        Atomic.Max(ref output[1], x);
        Atomic.Min(ref output[2], x);
        Atomic.Or(ref output[3], 1 << (x & 31));
        Atomic.Xor(ref output[4], x);
        int ticket = Atomic.Add(ref output[5], 1);
        Atomic.Add(ref output[6], ticket);
        int old;
        int seen = output[7];
        do
        {
            old = seen;
            seen = Atomic.CompareExchange(ref output[7], old, old + x * x);
        }
        while (seen != old);
        Atomic.Exchange(ref output[8], 77);
    }

    private static void SharedAtomics(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> counts = SharedMemory.Allocate<int>(8);
        if (Group.IdxX < 8)
            counts[Group.IdxX] = 0;
        Group.Barrier();
        Atomic.Add(ref counts[input[Group.IdxX] & 7], 1);
        Group.Barrier();
        if (Group.IdxX < 8)
            Atomic.And(ref counts[Group.IdxX], 0xFF);
        Group.Barrier();
        if (Group.IdxX < 8)
            output[Group.IdxX] = counts[Group.IdxX];
    }

    private static void UnsignedAtomics(ArrayView<int> input, ArrayView<uint> output)
    {
        uint x = (uint)input[Group.IdxX];
        Atomic.Add(ref output[0], x);
        Atomic.Max(ref output[1], x);
        Atomic.Min(ref output[2], x);
        Atomic.And(ref output[3], x);
        Atomic.Or(ref output[4], x);
    }

    private static void FloatAtomics(ArrayView<int> input, ArrayView<float> output)
    {
        ref float shared = ref SharedMemory.Allocate<float>();
        if (Group.IsFirstThread)
            shared = 0;
        Group.Barrier();
        float x = input[Grid.GlobalIndex.X];
        Atomic.Add(ref output[0], x);
        Atomic.Max(ref output[1], x);
        Atomic.Min(ref output[2], x);
        Atomic.Add(ref shared, x);
        Group.Barrier();
        if (Group.IsFirstThread)
            Atomic.Add(ref output[3], shared);
    }

    private static void Indices(ArrayView<int> output)
    {
        int i = 6 * Grid.GlobalLinearIndex;
        output[i] = Grid.IdxX + Grid.IdxY * 10 + Grid.IdxZ * 100;
        output[i + 1] = Group.IdxX + Group.IdxY * 10 + Group.IdxZ * 100;
        output[i + 2] = Grid.DimX + Grid.DimY * 10 + Grid.DimZ * 100;
        output[i + 3] = Group.DimX + Group.DimY * 10 + Group.DimZ * 100;
        Index3D global = Grid.GlobalIndex;
        output[i + 4] = global.X + global.Y * 10 + global.Z * 100;
        output[i + 5] = Group.LinearIndex + Grid.LinearIndex * 10 + Group.Dimension.Size * 100 + (int)Grid.LongGlobalIndex.Z * 1000;
    }

    private static void Over1(Index1D index, ArrayView<int> input, ArrayView<int> output) => output[index] = input[index] + 100 * index;

    private static void Over2(Index2D index, ArrayView<int> input, ArrayView<int> output) => output[index.Y * 5 + index.X] = index.X * 10 + index.Y + 1;

    private static void Over3(Index3D index, ArrayView<int> input, ArrayView<int> output) =>
        output[(index.Z * 4 + index.Y) * 3 + index.X] = index.X * 100 + index.Y * 10 + index.Z + 1;

    private static void OverLong(LongIndex1D index, ArrayView<int> input, ArrayView<int> output) => output[index] = input[index] + (int)index.X;
}
