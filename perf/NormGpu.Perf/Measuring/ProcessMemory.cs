using System.Globalization;
using System.Runtime.InteropServices;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Perf.Measuring;

/// <summary>This process's memory, as glibc and Linux count it. perf/peers/training_step_peer.py asks the same questions in the same order.</summary>
internal static partial class ProcessMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Bytes that malloc has given out and not got back: every tensor of libtorch is among them.</summary>
    public static long Allocated()
    {
        var heap = AllocationInformation();
        return (long)(heap.InArenas + heap.Mapped);
    }

    /// <summary>Gives freed memory back to the system and starts a new peak.</summary>
    /// <returns>Resident bytes.</returns>
    public static long StartPeak()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _ = Trim(0);
        // "5" resets the peak: proc(5), clear_refs.
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Read("VmRSS:");
    }

    /// <summary>The most resident bytes since <see cref="StartPeak"/>.</summary>
    public static long Peak() => Read("VmHWM:");

    /// <summary>Looks at <see cref="Allocated"/> as often as it can while something runs.</summary>
    /// <returns>The most that was seen.</returns>
    public static long MostAllocated(Action action)
    {
        var most = 0L;
        using var end = new ManualResetEventSlim();
        var watcher = new Thread(() =>
        {
            do
                most = Math.Max(most, Allocated());
            while (!end.IsSet);
        });
        watcher.Start();
        action();
        end.Set();
        watcher.Join();
        return most;
    }

    private static long Read(string field)
    {
        var line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))
            ?? throw CommandException.Failed($"{Status} has no {field}: peak memory is measured on Linux only.");
        return 1024 * long.Parse(line.AsSpan(field.Length).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial HeapInformation AllocationInformation();

    /// <summary>The two fields of glibc's struct mallinfo2 that count here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private readonly struct HeapInformation
    {
        /// <summary>hblkhd: bytes in mappings of their own.</summary>
        [FieldOffset(32)]
        public readonly nuint Mapped;

        /// <summary>uordblks: bytes in use in the arenas.</summary>
        [FieldOffset(56)]
        public readonly nuint InArenas;
    }
}
