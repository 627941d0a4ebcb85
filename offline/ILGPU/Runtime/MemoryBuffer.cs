namespace ILGPU.Runtime;

/// <summary>Memory of an accelerator: an address and a length. A class derived outside can wrap memory that someone else owns.</summary>
public abstract class MemoryBuffer : AcceleratorObject
{
    protected MemoryBuffer(Accelerator accelerator, long length, int elementSize)
        : base(accelerator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(elementSize, 1);
        Length = length;
        ElementSize = elementSize;
    }

    public nint NativePtr { get; protected set; }

    public long Length { get; }

    public int ElementSize { get; }

    public long LengthInBytes => Length * ElementSize;

    public void MemSet(AcceleratorStream stream, byte value, long targetOffsetInBytes, long length) =>
        MemSet(stream, value, AsRawArrayView(targetOffsetInBytes, length));

    public void CopyTo(AcceleratorStream stream, long sourceOffsetInBytes, in ArrayView<byte> targetView) =>
        CopyTo(stream, AsRawArrayView(sourceOffsetInBytes, targetView.Length), targetView);

    public void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, long targetOffsetInBytes) =>
        CopyFrom(stream, sourceView, AsRawArrayView(targetOffsetInBytes, sourceView.Length));

    public ArrayView<byte> AsRawArrayView() => AsRawArrayView(0);

    public ArrayView<byte> AsRawArrayView(long offsetInBytes) => AsRawArrayView(offsetInBytes, LengthInBytes - offsetInBytes);

    public ArrayView<byte> AsRawArrayView(long offsetInBytes, long lengthInBytes) => new(this, offsetInBytes, lengthInBytes);

    public ArrayView<T> AsArrayView<T>(long offset, long length)
        where T : unmanaged =>
        new(this, offset, length);

    protected abstract void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView);

    protected abstract void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView);

    protected abstract void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView);

    /// <summary>The buffer that has the memory: this one, unless it wraps another.</summary>
    internal virtual MemoryBuffer Raw => this;

    // The protected copies, for the view extensions: a buffer copies between its own bytes and bytes that the host can reach.
    internal void Fill(AcceleratorStream stream, byte value, in ArrayView<byte> target) => MemSet(stream, value, target);

    internal void CopyOut(AcceleratorStream stream, in ArrayView<byte> source, in ArrayView<byte> target) => CopyTo(stream, source, target);

    internal void CopyIn(AcceleratorStream stream, in ArrayView<byte> source, in ArrayView<byte> target) => CopyFrom(stream, source, target);
}
