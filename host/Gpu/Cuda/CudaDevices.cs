using ILGPU;
using ILGPU.Runtime.Cuda;
using NormGpu.Host.Devices;

namespace NormGpu.Host.Gpu.Cuda;

/// <summary>Finds NVIDIA cards.</summary>
internal static class CudaDevices
{
    /// <summary>Every card, with the way to open it, or why there is none.</summary>
    public static IEnumerable<(DeviceDescription Description, Func<GpuDevice>? Open)> Search()
    {
        var found = new List<DeviceDescription>();
        try
        {
            using var probe = Context.Create(builder => builder.Cuda());
            foreach (var device in probe.GetCudaDevices())
            {
                found.Add(new DeviceDescription(
                    $"cuda:{found.Count}", DeviceKind.Cuda, device.Name, device.MemorySize, [$"{device.NumMultiprocessors} multiprocessors"]));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [(Missing($"CUDA could not be started: {DeviceException.FirstLine(error)}."), null)];
        }

        if (found.Count == 0)
            return [(Missing("no NVIDIA card was found: it needs NVIDIA's driver, version 450 or later, and a build with the ILGPU package (IlgpuFrom=package)."), null)];
        return found.Select<DeviceDescription, (DeviceDescription, Func<GpuDevice>?)>((description, index) => (description, () => Open(index)));
    }

    private static GpuDevice Open(int index)
    {
        var driver = NativeCudaDriver.Load();
        // Making the accelerator changes the thread's context; Torch may have set it.
        _ = driver.GetCurrentContext(out var before);
        var context = Context.Create(builder => builder.Cuda().EnableAlgorithms());
        var accelerator = context.CreateCudaAccelerator(index);
        return new GpuDevice(LaunchPolicy.Cuda, context, accelerator, new SharedContext(driver, accelerator.Bind, accelerator.DeviceId, before));
    }

    private static DeviceDescription Missing(string reason) => new("cuda", DeviceKind.Cuda, string.Empty, 0, [], reason);
}
