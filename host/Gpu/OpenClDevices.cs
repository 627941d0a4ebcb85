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
        try
        {
            using var usable = Context.Create(builder => builder.OpenCL());
            var found = Describe(usable);
            if (found.Count > 0)
                return found.Select<DeviceDescription, (DeviceDescription, Func<GpuDevice>?)>((description, index) => (description, () => Open(index)));
            using var all = Context.Create(builder => builder.OpenCL(_ => true));
            return [(Missing(WhyNone(Describe(all))), null)];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [(Missing($"OpenCL could not be started: {DeviceException.FirstLine(error)}."), null)];
        }
    }

    /// <summary>Why no device can be used, where ILGPU refused some, or found none.</summary>
    internal static string WhyNone(IReadOnlyCollection<DeviceDescription> refused) => refused.Count == 0
        ? "no OpenCL platform: install an ICD such as pocl-opencl-icd, or the card's driver, and the loader ocl-icd-libopencl1"
            + " (ILGPU's own backend wants libOpenCL.so of ocl-icd-opencl-dev as well; a build with IlgpuFrom=offline does not)."
        : $"ILGPU's own OpenCL backend needs a generic address space, which is missing on {string.Join(" and ", refused.Select(device => device.Name))}: "
            + "build with IlgpuFrom=offline, whose backend does without.";

    private static List<DeviceDescription> Describe(Context probe)
    {
        var found = new List<DeviceDescription>();
        foreach (var device in probe.GetCLDevices())
        {
            var capabilities = new List<string> { device.PlatformName, device.VendorName };
            if (HasGpu(device))
                capabilities.Add(IsGpu);

            found.Add(new DeviceDescription($"opencl:{found.Count}", DeviceKind.OpenCl, device.Name, device.MemorySize, capabilities));
        }

        return found;
    }

    private static GpuDevice Open(int index)
    {
        var context = Context.Create(builder => builder.OpenCL().EnableAlgorithms());
        var policy = HasGpu(context.GetCLDevice(index)) ? LaunchPolicy.OpenClGpu : LaunchPolicy.OpenClProcessor;
        return new GpuDevice(policy, context, context.CreateCLAccelerator(index), new PlainContext(reachesHostMemory: false));
    }

    private static bool HasGpu(CLDevice device) => device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU);

    private static DeviceDescription Missing(string reason) => new("opencl", DeviceKind.OpenCl, string.Empty, 0, [], reason);
}
