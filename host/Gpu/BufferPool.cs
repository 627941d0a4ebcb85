using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using NormGpu.Host.Devices;
using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Gpu;

/// <summary>
/// Device memory that calls borrow and give back, as allocation is slow on every device. What is free is kept up to a bound; beyond it, the buffers that were
/// given back longest ago are freed, and where the device has no room for another, all of them.
/// </summary>
/// <param name="accelerator">Whose memory it is.</param>
/// <param name="mostFreeBytes">Bytes to keep free at most.</param>
internal sealed class BufferPool(Accelerator accelerator, long mostFreeBytes) : IDisposable
{
    /// <summary>Smallest buffer, in packs: 4 KiB.</summary>
    private const int Smallest = 256;

    // In the order in which they were given back.
    private readonly List<MemoryBuffer1D<Pack, Stride1D.Dense>> free = [];

    /// <summary>Bytes that are allocated and not on loan.</summary>
    public long FreeBytes { get; private set; }

    /// <summary>Borrows memory for <paramref name="bytes"/> bytes, rounded up so that whole lanes may run past the end.</summary>
    /// <exception cref="DeviceException">The device has no room for them.</exception>
    public BorrowedBuffer Borrow(long bytes)
    {
        // Two packs more: a lane of 8 floats.
        var packs = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(Smallest, bytes / Pack.Size + 2));
        var index = free.FindLastIndex(buffer => buffer.Length == packs);
        return new BorrowedBuffer(this, index < 0 ? Allocate(packs) : Take(index));
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(MemoryBuffer1D<Pack, Stride1D.Dense> buffer)
    {
        free.Add(buffer);
        FreeBytes += buffer.LengthInBytes;
        if (FreeBytes <= mostFreeBytes)
            return;
        // Kernels that were started with it may not have run yet.
        accelerator.Synchronize();
        while (FreeBytes > mostFreeBytes)
            Take(0).Dispose();
    }

    public void Dispose()
    {
        while (free.Count > 0)
            Take(free.Count - 1).Dispose();
    }

    private MemoryBuffer1D<Pack, Stride1D.Dense> Allocate(long packs)
    {
        try
        {
            return accelerator.Allocate1D<Pack>(packs);
        }
        catch (Exception error) when (IsFull(error) && free.Count > 0)
        {
            accelerator.Synchronize();
            Dispose();
            return Allocate(packs);
        }
        catch (Exception error) when (IsFull(error))
        {
            throw new DeviceException(
                $"{accelerator.Name} has no room for {packs * Pack.Size >> 20} MiB more ({DeviceException.FirstLine(error)}); make the batch smaller.", error);
        }
    }

    private static bool IsFull(Exception error) => error is AcceleratorException or OutOfMemoryException;

    private MemoryBuffer1D<Pack, Stride1D.Dense> Take(int index)
    {
        var buffer = free[index];
        free.RemoveAt(index);
        FreeBytes -= buffer.LengthInBytes;
        return buffer;
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
