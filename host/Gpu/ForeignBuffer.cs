using ILGPU;
using ILGPU.Runtime;
using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Gpu;

/// <summary>Device memory that someone else allocated and frees. Kernels read and write it; it is not copied or cleared from here.</summary>
internal sealed class ForeignBuffer : MemoryBuffer
{
    /// <summary>A view of memory.</summary>
    /// <param name="accelerator">The accelerator whose kernels use it.</param>
    /// <param name="address">Its device address.</param>
    /// <param name="packs">Its length.</param>
    public ForeignBuffer(Accelerator accelerator, nint address, long packs)
        : base(accelerator, packs, Pack.Size) => NativePtr = address;

    /// <summary>The whole of it.</summary>
    public ArrayView<Pack> Packs => new(this, 0, Length);

    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) => throw NotOurs();

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NotOurs();

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NotOurs();

    protected override void DisposeAcceleratorObject(bool disposing) => NativePtr = 0;

    private static NotSupportedException NotOurs() => new("Memory of another library is only read and written by kernels.");
}
