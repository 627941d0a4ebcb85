using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGpu.Cli.Bench;

/// <summary>Memory of the host that is read and copied as fast as that goes, by some threads, each on a part of its own.</summary>
internal sealed unsafe class HostMemory : IDisposable
{
    private const long MostBytes = 256L << 20;
    private const int PageBytes = 4096;

    /// <summary>From what is copied to the page that is met: fetching a line of it finds its place in memory before its turn comes (a quarter faster on AMD's cores).</summary>
    private const int PagesAhead = 2;

    /// <summary>Takes what was read, so that no read can be left out.</summary>
    private static long sink;

    private readonly int threads;
    private readonly long bytesPerThread;
    private readonly byte* source;
    private readonly byte* destination;

    public HostMemory(int threads)
    {
        this.threads = threads;
        bytesPerThread = MostBytes / threads / PageBytes * PageBytes;
        source = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, PageBytes);
        destination = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, PageBytes);
        NativeMemory.Fill(source, (nuint)Bytes, 1);
        NativeMemory.Fill(destination, (nuint)Bytes, 2);
    }

    /// <summary>Bytes that a call reads, and those that a copy writes.</summary>
    public long Bytes => bytesPerThread * threads;

    public void Read() => EachPart(start => Read(source + start, bytesPerThread));

    public void Copy() => EachPart(start => Copy(source + start, destination + start, bytesPerThread));

    /// <summary>Copies by stores that go past the cache.</summary>
    public void CopyPastCache() => EachPart(start => CopyPastCache(source + start, destination + start, bytesPerThread));

    public void Dispose()
    {
        NativeMemory.AlignedFree(source);
        NativeMemory.AlignedFree(destination);
    }

    private void EachPart(Action<long> part) =>
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => part(thread * bytesPerThread));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read(byte* source, long length)
    {
        var (first, second, third, fourth) = (Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero);
        for (long page = 0; page < length; page += PageBytes)
        {
            MeetPage(source + page);
            for (var i = page; i < page + PageBytes; i += 128)
            {
                first ^= Vector256.Load(source + i);
                second ^= Vector256.Load(source + i + 32);
                third ^= Vector256.Load(source + i + 64);
                fourth ^= Vector256.Load(source + i + 96);
            }
        }

        Volatile.Write(ref sink, (first ^ second ^ third ^ fourth).AsInt64()[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(byte* source, byte* destination, long length)
    {
        for (long page = 0; page < length; page += PageBytes)
        {
            MeetPage(source + page);
            MeetPage(destination + page);
            for (var i = page; i < page + PageBytes; i += 64)
            {
                Vector256.Store(Vector256.Load(source + i), destination + i);
                Vector256.Store(Vector256.Load(source + i + 32), destination + i + 32);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyPastCache(byte* source, byte* destination, long length)
    {
        for (long page = 0; page < length; page += PageBytes)
        {
            MeetPage(source + page);
            MeetPage(destination + page);
            for (var i = page; i < page + PageBytes; i += 64)
            {
                Vector256.StoreAlignedNonTemporal(Vector256.Load(source + i), destination + i);
                Vector256.StoreAlignedNonTemporal(Vector256.Load(source + i + 32), destination + i + 32);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MeetPage(byte* page)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(page + PagesAhead * PageBytes);
    }
}
