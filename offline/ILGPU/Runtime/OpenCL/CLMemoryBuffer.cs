using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL.Driver;

namespace ILGPU.Runtime.OpenCL;

/// <summary>
/// Memory of an OpenCL device. It has no address on the host, so <see cref="MemoryBuffer.NativePtr"/> is 0; views of it carry an offset,
/// so that a sub-view needs no alignment.
/// </summary>
public sealed unsafe class CLMemoryBuffer : MemoryBuffer
{
    private const uint Blocking = 1;
    private const ulong ReadAndWrite = 1;

    internal CLMemoryBuffer(CLAccelerator accelerator, long length, int elementSize)
        : base(accelerator, length, elementSize)
    {
        // OpenCL refuses an empty buffer.
        nuint bytes = checked((nuint)Math.Max(1, LengthInBytes));
        Handle = OpenClLibrary.CreateBuffer(accelerator.ContextHandle, ReadAndWrite, bytes, null, out CLError error);
        CLException.ThrowIfFailed(error, FormattableString.Invariant($"allocate {bytes} bytes on {accelerator.Name}"));
    }

    internal BufferHandle Handle { get; }

    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView)
    {
        (QueueHandle queue, BufferHandle target) = (QueueOf(stream), From(targetView).Handle);
        CLException.ThrowIfFailed(
            OpenClLibrary.EnqueueFillBuffer(queue, target, &value, 1, (nuint)targetView.Index, (nuint)targetView.Length, 0, null, null), "fill a buffer");
    }

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView)
    {
        if (targetView.Source?.Raw is CPUMemoryBuffer)
        {
            CLException.ThrowIfFailed(
                OpenClLibrary.EnqueueReadBuffer(
                    QueueOf(stream), From(sourceView).Handle, Blocking, (nuint)sourceView.Index, (nuint)sourceView.Length, (void*)targetView.Address, 0, null, null),
                "copy from a buffer to the host");
            return;
        }
        Copy(stream, sourceView, targetView);
    }

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView)
    {
        if (sourceView.Source?.Raw is CPUMemoryBuffer)
        {
            CLException.ThrowIfFailed(
                OpenClLibrary.EnqueueWriteBuffer(
                    QueueOf(stream), From(targetView).Handle, Blocking, (nuint)targetView.Index, (nuint)sourceView.Length, (void*)sourceView.Address, 0, null, null),
                "copy from the host to a buffer");
            return;
        }
        Copy(stream, sourceView, targetView);
    }

    protected override void DisposeAcceleratorObject(bool disposing)
    {
        if (disposing)
            Handle.Dispose();
    }

    private void Copy(AcceleratorStream stream, in ArrayView<byte> source, in ArrayView<byte> target) =>
        CLException.ThrowIfFailed(
            OpenClLibrary.EnqueueCopyBuffer(
                QueueOf(stream), From(source).Handle, From(target).Handle, (nuint)source.Index, (nuint)target.Index, (nuint)source.Length, 0, null, null),
            "copy between buffers");

    private QueueHandle QueueOf(AcceleratorStream stream) => CLStream.From(stream, (CLAccelerator)Accelerator).Queue;

    private CLMemoryBuffer From(in ArrayView<byte> view) => From(view.Source, (CLAccelerator)Accelerator);

    /// <summary>The buffer behind a view, which has to be one of the accelerator's.</summary>
    internal static CLMemoryBuffer From(MemoryBuffer? buffer, CLAccelerator accelerator)
    {
        if (buffer?.Raw is not CLMemoryBuffer own || !ReferenceEquals(own.Accelerator, accelerator))
            throw new ArgumentException($"A view of other memory than that of {accelerator.Name} was given to it.", nameof(buffer));
        ObjectDisposedException.ThrowIf(own.IsDisposed, own);
        return own;
    }
}
