using ILGPU.Runtime.CPU;

namespace ILGPU.Runtime;

/// <content>Copies between views and memory of the host.</content>
public static partial class ArrayViewExtensions
{
    public static void CopyToCPU<T, TView>(this TView source, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        source.CopyToCPU(source.DefaultStream(), ref cpuData, length);

    public static unsafe void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        if (length == 0)
            return;
        fixed (T* address = &cpuData)
        {
            using CPUMemoryBuffer host = HostMemory(source, address, length);
            source.Buffer.CopyOut(stream, source.AsRawArrayView().SubView(0, host.LengthInBytes), host.AsRawArrayView());
            stream.Synchronize();
        }
    }

    public static void CopyFromCPU<T, TView>(this TView target, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        target.CopyFromCPU(target.DefaultStream(), ref cpuData, length);

    public static unsafe void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        if (length == 0)
            return;
        fixed (T* address = &cpuData)
        {
            using CPUMemoryBuffer host = HostMemory(target, address, length);
            target.Buffer.CopyIn(stream, host.AsRawArrayView(), target.AsRawArrayView().SubView(0, host.LengthInBytes));
            stream.Synchronize();
        }
    }

    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, in Span<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        source.CopyToCPU(stream, ref System.Runtime.InteropServices.MemoryMarshal.GetReference(span), span.Length);

    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, in ReadOnlySpan<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        target.CopyFromCPU(stream, ref System.Runtime.InteropServices.MemoryMarshal.GetReference(span), span.Length);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, ref T cpuData, long length)
        where T : unmanaged =>
        source.BaseView.CopyToCPU(ref cpuData, length);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged =>
        source.BaseView.CopyToCPU(stream, ref cpuData, length);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, ref T cpuData, long length)
        where T : unmanaged =>
        target.BaseView.CopyFromCPU(ref cpuData, length);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged =>
        target.BaseView.CopyFromCPU(stream, ref cpuData, length);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, in Span<T> span)
        where T : unmanaged =>
        source.BaseView.CopyToCPU(stream, span);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, in ReadOnlySpan<T> span)
        where T : unmanaged =>
        target.BaseView.CopyFromCPU(stream, span);

    public static void CopyToCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged =>
        view.CopyToCPU(view.DefaultStream(), data);

    public static void CopyToCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        view.CopyToCPU(stream, data.AsSpan());

    public static void CopyFromCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged =>
        view.CopyFromCPU(view.DefaultStream(), data);

    public static void CopyFromCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        view.CopyFromCPU(stream, new ReadOnlySpan<T>(data));

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data)
        where T : unmanaged =>
        view.BaseView.CopyToCPU(data);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        view.BaseView.CopyToCPU(stream, data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data)
        where T : unmanaged =>
        view.BaseView.CopyFromCPU(data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        view.BaseView.CopyFromCPU(stream, data);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged =>
        buffer.View.BaseView.CopyToCPU(data);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        buffer.View.BaseView.CopyToCPU(stream, data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged =>
        buffer.View.BaseView.CopyFromCPU(data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        buffer.View.BaseView.CopyFromCPU(stream, data);

    public static T[] GetAsArray<T>(this ArrayView<T> view)
        where T : unmanaged =>
        view.Length == 0 ? [] : view.GetAsArray(view.DefaultStream());

    public static T[] GetAsArray<T>(this ArrayView<T> view, AcceleratorStream stream)
        where T : unmanaged
    {
        var data = new T[view.Length];
        view.CopyToCPU(stream, data);
        return data;
    }

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view)
        where T : unmanaged =>
        view.BaseView.GetAsArray();

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream)
        where T : unmanaged =>
        view.BaseView.GetAsArray(stream);

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer)
        where T : unmanaged =>
        buffer.View.BaseView.GetAsArray();

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream)
        where T : unmanaged =>
        buffer.View.BaseView.GetAsArray(stream);

    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, T[] data)
        where T : unmanaged =>
        accelerator.Allocate1D(accelerator.DefaultStream, data);

    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, AcceleratorStream stream, T[] data)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = accelerator.Allocate1D<T>(data.Length);
        buffer.CopyFromCPU(stream, data);
        return buffer;
    }

    private static unsafe CPUMemoryBuffer HostMemory<T>(IArrayView other, T* address, long length)
        where T : unmanaged =>
        CPUMemoryBuffer.Create(other.Buffer.Accelerator, (nint)address, length, Interop.SizeOf<T>());
}
