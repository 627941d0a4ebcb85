using System.Buffers;
using System.Runtime.InteropServices;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Memory of one call, at an address that stays. It comes from .NET's pool: what is given back to the system has to be mapped again page by page, which takes longer than
/// many a pass.
/// </summary>
internal sealed unsafe class ScratchMemory : IDisposable
{
    /// <summary>Bytes of a line of the cache, on which it begins: no lane then lies on two of them.</summary>
    private const int Alignment = 64;

    /// <summary>Bytes above which the system is asked: they are used for long, and should not be kept.</summary>
    private const long MostPooled = 1 << 24;

    private readonly byte[]? pooled;
    private PinnedGCHandle<byte[]> handle;

    /// <summary>So many bytes, of any content.</summary>
    public ScratchMemory(long bytes)
    {
        if (bytes > MostPooled)
        {
            Address = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            return;
        }

        pooled = ArrayPool<byte>.Shared.Rent((int)bytes + Alignment);
        handle = new PinnedGCHandle<byte[]>(pooled);
        var address = (nuint)handle.GetAddressOfArrayData();
        Address = (void*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>Where it begins.</summary>
    public void* Address { get; }

    public void Dispose()
    {
        if (pooled is null)
        {
            NativeMemory.AlignedFree(Address);
            return;
        }

        handle.Dispose();
        ArrayPool<byte>.Shared.Return(pooled);
    }
}
