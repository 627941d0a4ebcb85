using System.Diagnostics;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Bench;

/// <summary>Measures what memory gives at best, in the run that it is compared with.</summary>
internal static class MemoryLimit
{
    private const long BytesOfGpu = 256L << 20;

    /// <summary>The limit of a device; that of host memory where the device computes in it.</summary>
    public static BenchLimit Measure(ComputeDevice device, int threads, int repetitions)
    {
        if (device.Description.IsGpu)
        {
            var (read, copy) = DeviceBandwidth.Measure(device, BytesOfGpu, repetitions);
            return new BenchLimit(read, copy);
        }

        using var memory = new HostMemory(threads);
        return Measure(memory, repetitions);
    }

    /// <summary>The limit of host memory, by the fastest of so many runs.</summary>
    public static BenchLimit Measure(HostMemory memory, int repetitions)
    {
        return new BenchLimit(memory.Bytes / Best(memory.Read) / 1e9, 2 * memory.Bytes / Math.Min(Best(memory.Copy), Best(memory.CopyPastCache)) / 1e9);

        double Best(Action run)
        {
            var best = double.PositiveInfinity;
            for (var i = 0; i < repetitions; i++)
            {
                var start = Stopwatch.GetTimestamp();
                run();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return best;
        }
    }
}
