using ILGPU;
using ILGPU.Runtime.OpenCL;
using NormGpu.Host.Devices;

namespace NormGpu.Host.Gpu;

/// <summary>Finds devices under OpenCL.</summary>
internal static class OpenClDevices
{
    /// <summary>Capability of a device that is a GPU.</summary>
    public const string IsGpu = "GPU";

    /// <summary>Every OpenCL device, with the way to open it, or why it is missing.</summary>
    public static IEnumerable<(DeviceDescription Description, Func<GpuDevice>? Open)> Search()
    {
        List<DeviceDescription> found;
        try
        {
            using var probe = Context.Create(builder => builder.OpenCL());
            found = Describe(probe);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [(Missing($"OpenCL could not be started: {error.Message.Split('\n')[0]}"), null)];
        }

        if (found.Count == 0)
            return [(Missing("no usable OpenCL device: install an ICD such as pocl-opencl-icd, and check that the device has FP16 and generic address spaces."), null)];
        return found.Select<DeviceDescription, (DeviceDescription, Func<GpuDevice>?)>((description, index) => (description, () => Open(index)));
    }

    private static List<DeviceDescription> Describe(Context probe)
    {
        var found = new List<DeviceDescription>();
        foreach (var device in probe.GetCLDevices())
        {
            var capabilities = new List<string> { device.PlatformName, device.VendorName };
            // Processors call themselves by their vendor's CPU names under PoCL and Intel's runtime.
            if (!device.PlatformName.Contains("Portable Computing Language", StringComparison.Ordinal)
                && !device.Name.Contains("CPU", StringComparison.Ordinal))
            {
                capabilities.Add(IsGpu);
            }

            found.Add(new DeviceDescription($"opencl:{found.Count}", DeviceKind.OpenCl, device.Name, device.MemorySize, capabilities));
        }

        return found;
    }

    private static GpuDevice Open(int index)
    {
        var context = Context.Create(builder => builder.OpenCL().EnableAlgorithms());
        return new GpuDevice(DeviceKind.OpenCl, context, context.CreateCLAccelerator(index), new PlainContext(reachesHostMemory: false));
    }

    private static DeviceDescription Missing(string reason) => new("opencl", DeviceKind.OpenCl, string.Empty, 0, [], reason);
}
