using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using NormGpu.Host.Gpu;
using NormGpu.Kernels;
using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Devices;

/// <summary>The memory bandwidth of a device, as its own kernels reach it.</summary>
public static class DeviceBandwidth
{
    private const int GroupsPerProcessor = 16;

    /// <summary>Reads and copies memory on a device that is not the CPU; the best of some repetitions.</summary>
    /// <param name="device">A device of the catalogue.</param>
    /// <param name="bytes">Size of the buffers; past the device's last cache, for a limit that means memory.</param>
    /// <param name="repetitions">1 or more.</param>
    /// <returns>Gigabytes (10^9) a second: read, and copied with reads and writes both counted.</returns>
    /// <exception cref="ArgumentException">The device is the CPU.</exception>
    public static (double Read, double Copy) Measure(ComputeDevice device, long bytes, int repetitions = 10)
    {
        var gpu = device.Gpu ?? throw new ArgumentException($"{device.Id} computes without kernels; its memory is measured by ordinary code.");
        using (gpu.TakeTurn())
        {
            using var source = gpu.Buffers.Borrow(bytes);
            using var destination = gpu.Buffers.Borrow(bytes);
            source.Clear(gpu.Stream);
            destination.Clear(gpu.Stream);
            var launch = new KernelConfig(gpu.Accelerator.NumMultiprocessors * GroupsPerProcessor, gpu.Policy.ThreadsPerGroup);
            var read = gpu.Accelerator.LoadStreamKernel<ArrayView<Pack>, ArrayView<uint>>(BandwidthKernels.Read);
            var copy = gpu.Accelerator.LoadStreamKernel<ArrayView<Pack>, ArrayView<Pack>>(BandwidthKernels.Copy);
            var from = source.Packs.SubView(0, bytes / Pack.Size);
            var to = destination.Packs.SubView(0, bytes / Pack.Size);
            var reading = Best(gpu, repetitions, () => read(launch, from, destination.As<uint>()));
            var copying = Best(gpu, repetitions, () => copy(launch, from, to));
            return (bytes / reading / 1e9, 2 * bytes / copying / 1e9);
        }
    }

    /// <summary>Seconds of the fastest run.</summary>
    private static double Best(GpuDevice gpu, int repetitions, Action run)
    {
        var best = double.PositiveInfinity;
        // The first run compiles.
        for (var i = 0; i <= repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            gpu.Stream.Synchronize();
            if (i > 0)
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
