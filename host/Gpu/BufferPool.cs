using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Gpu;

/// <summary>Device memory that calls borrow and give back: allocation is slow on every device.</summary>
internal sealed class BufferPool(Accelerator accelerator) : IDisposable
{
    /// <summary>Smallest buffer, in packs: 4 KiB.</summary>
    private const int Smallest = 256;

    private readonly Dictionary<long, Stack<MemoryBuffer1D<Pack, Stride1D.Dense>>> free = [];

    /// <summary>Borrows memory for <paramref name="bytes"/> bytes, rounded up so that whole lanes may run past the end.</summary>
    public BorrowedBuffer Borrow(long bytes)
    {
        // Two packs more: a lane of 8 floats.
        var packs = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(Smallest, bytes / Pack.Size + 2));
        if (free.TryGetValue(packs, out var stack) && stack.TryPop(out var buffer))
            return new BorrowedBuffer(this, buffer);
        return new BorrowedBuffer(this, accelerator.Allocate1D<Pack>(packs));
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(MemoryBuffer1D<Pack, Stride1D.Dense> buffer)
    {
        if (!free.TryGetValue(buffer.Length, out var stack))
            free[buffer.Length] = stack = new Stack<MemoryBuffer1D<Pack, Stride1D.Dense>>();
        stack.Push(buffer);
    }

    public void Dispose()
    {
        foreach (var buffer in free.Values.SelectMany(stack => stack))
            buffer.Dispose();
        free.Clear();
    }
}

/// <summary>Device memory on loan.</summary>
internal sealed unsafe class BorrowedBuffer(BufferPool pool, MemoryBuffer1D<Pack, Stride1D.Dense> buffer) : IDisposable
{
    /// <summary>The whole of it.</summary>
    public ArrayView<Pack> Packs => buffer.View.BaseView;

    /// <summary>The whole of it as another type.</summary>
    public ArrayView<T> As<T>()
        where T : unmanaged => Packs.Cast<T>();

    /// <summary>Copies from host memory.</summary>
    public void Write(AcceleratorStream stream, void* source, long bytes)
    {
        if (bytes > 0)
            As<byte>().CopyFromCPU(stream, ref *(byte*)source, bytes);
    }

    /// <summary>Copies to host memory; returns when it is there.</summary>
    public void Read(AcceleratorStream stream, void* destination, long bytes)
    {
        if (bytes > 0)
            As<byte>().CopyToCPU(stream, ref *(byte*)destination, bytes);
    }

    /// <summary>Sets all bytes to 0.</summary>
    public void Clear(AcceleratorStream stream) => Packs.MemSetToZero(stream);

    public void Dispose() => pool.Return(buffer);
}
