using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

public class ViewTests
{
    [Fact]
    public void Sub_views_share_the_buffer_and_know_their_own_ends()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = simulator.Accelerator.Allocate1D([0, 1, 2, 3, 4, 5, 6, 7]);
        ArrayView<int> view = buffer.View;

        ArrayView<int> middle = view.SubView(2, 4).SubView(1L);

        Assert.Equal([3, 4, 5], middle.GetAsArray());
        middle[0] = 30;
        Assert.Equal(30, buffer.GetAsArray1D()[3]);
        Assert.Throws<IndexOutOfRangeException>(() => middle[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(-1, 2));
    }

    [Fact]
    public void A_cast_view_sees_the_same_bytes_and_drops_what_is_left_over()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<ushort, Stride1D.Dense> buffer = simulator.Accelerator.Allocate1D(Enumerable.Range(0, 11).Select(i => (ushort)i).ToArray());

        ArrayView<uint> words = buffer.View.BaseView.SubView(2L).Cast<uint>();

        Assert.Equal([0x00030002u, 0x00050004u, 0x00070006u, 0x00090008u], words.GetAsArray());
        Assert.Throws<InvalidOperationException>(() => buffer.View.BaseView.SubView(1L).Cast<uint>());
    }

    [Fact]
    public void Copies_go_both_ways_and_in_parts()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<float, Stride1D.Dense> first = simulator.Accelerator.Allocate1D([1f, 2f, 3f, 4f]);
        using MemoryBuffer1D<float, Stride1D.Dense> second = simulator.Accelerator.Allocate1D<float>(4);

        second.View.MemSetToZero();
        first.View.SubView(1, 2).CopyTo(second.View.SubView(2, 2));
        Assert.Equal([0f, 0f, 2f, 3f], second.GetAsArray1D());

        second.View.BaseView.SubView(0, 2).CopyFrom(first.View.BaseView.SubView(2, 2));
        Assert.Equal([3f, 4f, 2f, 3f], second.GetAsArray1D());

        float[] part = [7f, 8f, 9f];
        second.View.BaseView.CopyFromCPU(ref part[1], 2);
        second.View.BaseView.CopyToCPU(ref part[0], 3);
        Assert.Equal([8f, 9f, 2f], part);

        Assert.Throws<ArgumentOutOfRangeException>(() => second.CopyFromCPU(new float[5]));
    }

    [Fact]
    public void A_strided_view_steps_over_elements()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.General> buffer = simulator.Accelerator.Allocate1D<int, Stride1D.General>(4, new Stride1D.General(3));
        buffer.AsContiguous().MemSetToZero();

        for (int i = 0; i < 4; i++)
            buffer.View[i] = i + 1;

        Assert.Equal([1, 0, 0, 2, 0, 0, 3, 0, 0, 4], buffer.AsContiguous().GetAsArray());
        Assert.Equal(3, buffer.View.SubView(1, 2)[1]);
        Assert.Throws<IndexOutOfRangeException>(() => buffer.View[4]);
    }

    [Fact]
    public void Buffers_start_where_vector_loads_can()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<byte, Stride1D.Dense> buffer = simulator.Accelerator.Allocate1D<byte>(100);

        nint address = buffer.View.BaseView.LoadEffectiveAddressAsPtr();

        Assert.Equal(0, address % 256);
        Assert.Equal(address + 16, buffer.View.BaseView.SubView(16L).LoadEffectiveAddressAsPtr());
        Assert.Equal(12, Interop.ComputeAlignmentOffset(address + 4, 16));
    }

    [Fact]
    public unsafe void Kernels_reach_memory_of_someone_else_through_a_derived_buffer()
    {
        using var simulator = new Simulator();
        int* memory = stackalloc int[] { 1, 2, 3 };
        using var foreign = new ForeignBuffer(simulator.Accelerator, (nint)memory, 3);

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Double)((1, 3), foreign.AsArrayView<int>(0, 3));

        Assert.Equal([2, 4, 6], new ReadOnlySpan<int>(memory, 3).ToArray());
    }

    [Fact]
    public unsafe void Kernels_reach_memory_of_someone_else_through_a_host_buffer()
    {
        using var simulator = new Simulator();
        int* memory = stackalloc int[] { 1, 2, 3 };
        using CPUMemoryBuffer foreign = CPUMemoryBuffer.Create(simulator.Accelerator, (nint)memory, 3, sizeof(int));

        simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Double)((1, 3), foreign.AsArrayView<int>(0, 3));

        Assert.Equal([2, 4, 6], new ReadOnlySpan<int>(memory, 3).ToArray());
    }

    [Fact]
    public void A_view_of_a_disposed_buffer_fails_instead_of_reading_freed_memory()
    {
        using var simulator = new Simulator();
        MemoryBuffer1D<int, Stride1D.Dense> buffer = simulator.Accelerator.Allocate1D([1, 2, 3]);
        ArrayView<int> view = buffer.View;

        buffer.Dispose();
        buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => view[0]);
    }

    [Fact]
    public void Empty_views_copy_nothing()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = simulator.Accelerator.Allocate1D<int>(0);

        buffer.View.MemSetToZero();

        Assert.Empty(buffer.GetAsArray1D());
        Assert.Empty(ArrayView<int>.Empty.GetAsArray());
        Assert.False(ArrayView<int>.Empty.IsValid);
    }

    private static void Double(ArrayView<int> data) => data[Group.IdxX] *= 2;

    /// <summary>Memory that is neither allocated nor freed here, as a tensor library's would be.</summary>
    private sealed class ForeignBuffer : MemoryBuffer
    {
        public ForeignBuffer(Accelerator accelerator, nint address, long length)
            : base(accelerator, length, sizeof(int)) => NativePtr = address;

        protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) => throw new NotSupportedException();

        protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw new NotSupportedException();

        protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw new NotSupportedException();

        protected override void DisposeAcceleratorObject(bool disposing)
        {
        }
    }
}
