namespace ILGPU.Runtime;

/// <summary>A raw buffer together with the view of all of it. It owns the raw buffer.</summary>
public class MemoryBuffer<TView> : MemoryBuffer, IContiguousArrayView
    where TView : struct, IArrayView
{
    private readonly MemoryBuffer raw;

    protected MemoryBuffer(Accelerator accelerator, in TView view)
        : base(accelerator, view.Length, view.ElementSize)
    {
        raw = view.Buffer;
        View = view;
        NativePtr = raw.NativePtr;
    }

    MemoryBuffer IArrayView.Buffer => raw;

    long IContiguousArrayView.Index => 0;

    long IContiguousArrayView.IndexInBytes => 0;

    public bool IsValid => !IsDisposed;

    internal override MemoryBuffer Raw => raw.Raw;

    public TView View { get; }

    public TView ToArrayView() => View;

    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) => raw.Fill(stream, value, targetView);

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        raw.CopyOut(stream, sourceView, targetView);

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        raw.CopyIn(stream, sourceView, targetView);

    protected override void DisposeAcceleratorObject(bool disposing)
    {
        NativePtr = 0;
        if (disposing)
            raw.Dispose();
    }

    public static implicit operator TView(MemoryBuffer<TView> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.View;
    }
}

/// <summary>A one-dimensional buffer of elements.</summary>
public class MemoryBuffer1D<T, TStride> : MemoryBuffer<ArrayView1D<T, TStride>>
    where T : unmanaged
    where TStride : struct, IStride1D
{
    protected internal MemoryBuffer1D(Accelerator accelerator, in ArrayView1D<T, TStride> view)
        : base(accelerator, view)
    {
    }

    public LongIndex1D Extent => View.Extent;

    public Index1D IntExtent => View.IntExtent;

    public ArrayView<T> AsContiguous() => View.BaseView;
}
