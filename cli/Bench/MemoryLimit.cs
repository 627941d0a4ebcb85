using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Bench;

/// <summary>Measures what memory gives at best, in the run that it is compared with.</summary>
internal static unsafe class MemoryLimit
{
    private const long Bytes = 256L << 20;
    private const int PageBytes = 4096;

    /// <summary>From what is copied to the page that is met: fetching a line of it finds its place in memory before its turn comes (a quarter faster on AMD's cores).</summary>
    private const int PagesAhead = 2;

    /// <summary>The limit of a device; that of host memory where the device computes in it.</summary>
    public static BenchLimit Measure(ComputeDevice device, int threads, int repetitions)
    {
        if (device.Description.IsGpu)
        {
            var (read, copy) = DeviceBandwidth.Measure(device, Bytes, repetitions);
            return new BenchLimit(read, copy);
        }

        return OfHost(threads, repetitions);
    }

    private static BenchLimit OfHost(int threads, int repetitions)
    {
        var source = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, PageBytes);
        var destination = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, PageBytes);
        try
        {
            NativeMemory.Fill(source, (nuint)Bytes, 1);
            NativeMemory.Fill(destination, (nuint)Bytes, 2);
            var read = Best(threads, repetitions, (start, length) => Read(source + start, length));
            var copy = Math.Min(
                Best(threads, repetitions, (start, length) => Copy(source + start, destination + start, length)),
                Best(threads, repetitions, (start, length) => CopyPastCache(source + start, destination + start, length)));
            return new BenchLimit(Bytes / read / 1e9, 2 * Bytes / copy / 1e9);
        }
        finally
        {
            NativeMemory.AlignedFree(source);
            NativeMemory.AlignedFree(destination);
        }
    }

    /// <summary>Seconds of the fastest run over all of memory, each thread on its own part.</summary>
    private static double Best(int threads, int repetitions, Action<long, long> part)
    {
        var length = Bytes / threads / PageBytes * PageBytes;
        var best = double.PositiveInfinity;
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => part(thread * length, length));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best * Bytes / (length * threads);
    }

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

    /// <summary>Takes what was read, so that no read can be left out.</summary>
    private static long sink;
}
