using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public partial class FreedMemoryTests : LibtorchTest
{
    /// <summary>Larger than what other tests leave in a heap, and below the 64 MiB that the heap of a thread has.</summary>
    private const int Bytes = 24 << 20;

    /// <summary>What glibc starts with, see mallopt(3).</summary>
    private const int InitialThreshold = 128 << 10;

    [SkippableFact]
    public void A_large_tensor_is_not_mapped_alone_where_freed_memory_is_kept()
    {
        Skip.IfNot(FreedMemory.Keep(), "memory does not come from glibc");
        var mapped = MappedBy(Bytes);
        // Other tests tell tensors by the memory that the system gives them.
        foreach (var parameter in new[] { -1, -3 })
            Assert.Equal(1, mallopt(parameter, InitialThreshold));
        Assert.Equal(0u, mapped);
    }

    private static nuint MappedBy(int bytes)
    {
        var before = mallinfo2().MappedBytes;
        using var memory = ones(bytes, ScalarType.Byte);
        return mallinfo2().MappedBytes - before;
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial HeapInformation mallinfo2();

    /// <summary>The first half of glibc's struct mallinfo2; the call returns all of it through memory.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 80)]
    private struct HeapInformation
    {
        public nuint ArenaBytes;
        public nuint FreeChunks;
        public nuint FastChunks;
        public nuint MappedBlocks;
        public nuint MappedBytes;
    }
}
