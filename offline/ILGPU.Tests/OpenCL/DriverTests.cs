using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using ILGPU.Runtime.OpenCL.Driver;
using ILGPU.Runtime.OpenCL.Translation;

namespace ILGPU.Tests.OpenCL;

/// <summary>Buffers, copies, queues and launches on a device, and what is refused.</summary>
[Collection(OpenClDevice.Collection)]
public sealed class DriverTests : IDisposable
{
    private readonly Lazy<OpenClDevice> device = new(OpenClDevice.Open);

    private CLAccelerator Accelerator => (CLAccelerator)device.Value.Accelerator;

    public void Dispose()
    {
        if (device.IsValueCreated)
            device.Value.Dispose();
    }

    [SkippableFact]
    public void Twenty_thousand_launches_leave_nothing_behind()
    {
        Action<KernelConfig, ArrayView<int>, int> add = Accelerator.LoadStreamKernel<ArrayView<int>, int>(Add);
        using MemoryBuffer1D<int, Stride1D.Dense> sums = Accelerator.Allocate1D(new int[64]);
        Launch(10);
        int owners = Query.ReferenceCount(Accelerator.ContextHandle);
        long managed = GC.GetAllocatedBytesForCurrentThread();
        Launch(20_000);
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;

        Assert.All(sums.GetAsArray1D(), sum => Assert.Equal(3 * 20_010, sum));
        AssertOwners(owners);
        Assert.InRange(managed, 0, 20_000);

        void Launch(int count)
        {
            for (int i = 0; i < count; i++)
                add((2, 32), sums.View.BaseView, 3);
            Accelerator.Synchronize();
        }
    }

    /// <summary>PoCL's own thread gives back what a finished command held, a moment after the wait for it ends.</summary>
    private void AssertOwners(int expected)
    {
        SpinWait.SpinUntil(() => Query.ReferenceCount(Accelerator.ContextHandle) == expected, TimeSpan.FromSeconds(5));
        Assert.Equal(expected, Query.ReferenceCount(Accelerator.ContextHandle));
    }

    [SkippableFact]
    public void Buffers_streams_and_kernels_give_the_context_back()
    {
        int owners = Query.ReferenceCount(Accelerator.ContextHandle);
        for (int i = 0; i < 100; i++)
        {
            using MemoryBuffer1D<int, Stride1D.Dense> buffer = Accelerator.Allocate1D<int>(1000);
            using AcceleratorStream stream = Accelerator.CreateStream();
            buffer.View.BaseView.MemSet(stream, 1);
            stream.Synchronize();
        }

        AssertOwners(owners);
    }

    [SkippableFact]
    public void A_part_that_starts_anywhere_is_copied_filled_and_handed_to_kernels()
    {
        byte[] values = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        using MemoryBuffer1D<byte, Stride1D.Dense> buffer = Accelerator.Allocate1D(values);
        using MemoryBuffer1D<byte, Stride1D.Dense> other = Accelerator.Allocate1D<byte>(100);
        other.MemSetToZero();
        buffer.View.BaseView.SubView(13, 5).CopyTo(other.View.BaseView.SubView(3, 5));
        other.View.BaseView.SubView(9, 2).MemSet(7);
        Accelerator.LoadStreamKernel<ArrayView<byte>>(Increment)((1, 3), other.View.BaseView.SubView(5, 3));
        Assert.Equal([0, 0, 0, 13, 14, 16, 17, 18, 0, 7, 7, 0], other.GetAsArray1D()[..12]);
        Assert.Equal(values[40..], buffer.View.BaseView.SubView(40, 60).GetAsArray());
    }

    [SkippableFact]
    public void Views_of_nothing_go_along()
    {
        using MemoryBuffer1D<int, Stride1D.Dense> lengths = Accelerator.Allocate1D(new int[] { -1, -1 });
        using MemoryBuffer1D<int, Stride1D.Dense> empty = Accelerator.Allocate1D<int>(0);
        Action<KernelConfig, ArrayView<int>, ArrayView<int>, ArrayView<int>> measure =
            Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<int>>(Measure);
        measure((1, 1), lengths.View.BaseView, empty.View.BaseView, default);
        Assert.Equal([0, 0], lengths.GetAsArray1D());
    }

    [SkippableFact]
    public void Launches_from_many_threads_do_not_mix_their_arguments()
    {
        Action<KernelConfig, ArrayView<int>, int> add = Accelerator.LoadStreamKernel<ArrayView<int>, int>(Add);
        MemoryBuffer1D<int, Stride1D.Dense>[] buffers = [.. Enumerable.Range(0, 8).Select(_ => Accelerator.Allocate1D(new int[32]))];
        Parallel.For(0, 800, i => add((1, 32), buffers[i % 8].View.BaseView, i % 8));
        for (int i = 0; i < 8; i++)
        {
            Assert.All(buffers[i].GetAsArray1D(), sum => Assert.Equal(100 * i, sum));
            buffers[i].Dispose();
        }
    }

    [SkippableFact]
    public void What_the_device_cannot_do_is_refused_in_a_sentence()
    {
        Action<KernelConfig, ArrayView<int>, int> add = Accelerator.LoadStreamKernel<ArrayView<int>, int>(Add);
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = Accelerator.Allocate1D<int>(8);
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> foreign = simulator.Accelerator.Allocate1D<int>(8);
        MemoryBuffer1D<int, Stride1D.Dense> disposed = Accelerator.Allocate1D<int>(8);
        disposed.Dispose();

        Assert.Contains("at most", Assert.Throws<ArgumentOutOfRangeException>(() => add((1, 1 << 20), buffer.View.BaseView, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => add((0, 8), buffer.View.BaseView, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("other memory", Assert.Throws<ArgumentException>(() => add((1, 8), foreign.View.BaseView, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => add((1, 8), disposed.View.BaseView, 1));
        Assert.Contains("copies", Assert.Throws<ObjectDisposedException>(() => buffer.View.BaseView[0] = 1).Message, StringComparison.Ordinal);
        Assert.Contains("not one of", Assert.Throws<ArgumentException>(() => buffer.View.BaseView.MemSet(simulator.Accelerator.DefaultStream, 1)).Message, StringComparison.Ordinal);
        // A launch that was refused does not keep the next one from running.
        add((1, 8), buffer.View.BaseView, 1);
        Accelerator.Synchronize();
    }

    [SkippableFact]
    public void Source_that_the_driver_rejects_comes_with_its_log()
    {
        var broken = new TranslatedKernel("__kernel void broken(void) { this is no source }", "broken", [], HasDynamicSharedMemory: false);
        CLException error = Assert.Throws<CLException>(() => ProgramBuilder.Build(Accelerator, "Kernels.Broken", broken));
        Assert.Contains("rejected kernel Kernels.Broken with CL_BUILD_PROGRAM_FAILURE", error.Message, StringComparison.Ordinal);
        Assert.Contains("error:", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_error_of_OpenCL_has_its_name()
    {
        CLException error = Assert.Throws<CLException>(() => Accelerator.Allocate1D<byte>(1L << 60));
        Assert.Matches("^OpenCL failed to allocate [0-9]+ bytes on .*: CL_[A-Z_]+\\.$", error.Message);
        Assert.Equal(AcceleratorType.OpenCL, error.AcceleratorType);
    }

    private static void Add(ArrayView<int> sums, int value) => sums[Grid.GlobalIndex.X] += value;

    private static void Increment(ArrayView<byte> values) => values[Group.IdxX]++;

    private static void Measure(ArrayView<int> lengths, ArrayView<int> first, ArrayView<int> second)
    {
        lengths[0] = (int)first.Length;
        lengths[1] = (int)second.Length;
    }
}
