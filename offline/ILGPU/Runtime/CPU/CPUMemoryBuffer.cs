using System.Runtime.InteropServices;

namespace ILGPU.Runtime.CPU;

/// <summary>Host memory as a buffer: its own, poisoned so that whoever reads before writing sees NaN, or someone else's.</summary>
public abstract class CPUMemoryBuffer : MemoryBuffer
{
    /// <summary>Every byte of memory that no one has written yet: NaN as float, half and double, -1 as an integer.</summary>
    internal const byte Poison = 0xFF;

    protected CPUMemoryBuffer(Accelerator accelerator, long length, int elementSize)
        : base(accelerator, length, elementSize)
    {
    }

    /// <summary>A view of memory that the caller keeps alive.</summary>
    public static CPUMemoryBuffer Create(Accelerator accelerator, nint ptr, long length, int elementSize) => new Borrowed(accelerator, ptr, length, elementSize);

    public static CPUMemoryBuffer Create(Accelerator accelerator, long length, int elementSize) => new Owned(accelerator, length, elementSize);

    protected override unsafe void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) =>
        NativeMemory.Fill((void*)targetView.Address, checked((nuint)targetView.Length), value);

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        Copy(sourceView, targetView);

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        Copy(sourceView, targetView);

    private static unsafe void Copy(in ArrayView<byte> source, in ArrayView<byte> target)
    {
        if (source.Length > target.Length)
            ViewErrors.ThrowSubViewOutOfRange(0, source.Length, target.Length);
        Buffer.MemoryCopy((void*)source.Address, (void*)target.Address, target.Length, source.Length);
    }

    private sealed class Owned : CPUMemoryBuffer
    {
        public unsafe Owned(Accelerator accelerator, long length, int elementSize)
            : base(accelerator, length, elementSize)
        {
            // A GPU aligns what it allocates to 256 bytes; vector loads of 16 bytes rely on it.
            nuint bytes = (nuint)Math.Max(LengthInBytes, 1);
            NativePtr = (nint)NativeMemory.AlignedAlloc(bytes, 256);
            NativeMemory.Fill((void*)NativePtr, bytes, Poison);
        }

        protected override unsafe void DisposeAcceleratorObject(bool disposing)
        {
            NativeMemory.AlignedFree((void*)NativePtr);
            NativePtr = 0;
        }
    }

    private sealed class Borrowed : CPUMemoryBuffer
    {
        public Borrowed(Accelerator accelerator, nint address, long length, int elementSize)
            : base(accelerator, length, elementSize) => NativePtr = address;

        protected override void DisposeAcceleratorObject(bool disposing) => NativePtr = 0;
    }
}
