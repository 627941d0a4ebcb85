using NormGpu.Host.Gpu;
using NormGpu.Host.Gpu.Cuda;

namespace NormGpu.Host.Devices;

/// <summary>The devices of this machine. Each is opened at most once a process, when it is first used, and closed when the process ends.</summary>
public static class DeviceCatalogue
{
    private static readonly Lazy<Listing> Found = new(Search);

    /// <summary>The processor, through our own loops.</summary>
    public static ComputeDevice Cpu => Find("cpu");

    /// <summary>Every device, and for kinds that are missing the reason.</summary>
    public static IReadOnlyList<DeviceDescription> All => Found.Value.Descriptions;

    /// <summary>What to compute on where nobody chose: CUDA if present, else a GPU under OpenCL, else the processor.</summary>
    public static ComputeDevice Default => Found.Value.Default;

    /// <summary>The device of that name: cpu, simulator, opencl[:i] or cuda[:i]; without index the first.</summary>
    /// <exception cref="ArgumentException">There is no such name, or the device is missing; the message says why.</exception>
    public static ComputeDevice Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var listing = Found.Value;
        var device = listing.Devices.FirstOrDefault(candidate => Matches(candidate.Id, id));
        if (device is not null)
            return device;
        var kind = id.Split(':')[0];
        var known = listing.Descriptions.Where(description => string.Equals(description.Id.Split(':')[0], kind, StringComparison.Ordinal)).ToList();
        if (known.Count == 0)
            throw new ArgumentException($"There is no device called '{id}'; use cpu, simulator, opencl[:i] or cuda[:i].");
        var missing = known.FirstOrDefault(description => Matches(description.Id, id) && !description.IsAvailable)
            ?? known.FirstOrDefault(description => string.Equals(description.Id, kind, StringComparison.Ordinal));
        throw new ArgumentException(missing is null
            ? $"There is no device '{id}'; this machine has {string.Join(", ", known.Select(description => description.Id))}."
            : $"Device '{id}' cannot be used: {missing.Missing}");
    }

    /// <summary>The device to compute on where nobody chose.</summary>
    /// <param name="descriptions">With the processor first.</param>
    internal static DeviceDescription Preferred(IReadOnlyList<DeviceDescription> descriptions)
    {
        var usable = descriptions.Where(description => description.IsAvailable).ToList();
        return usable.Find(description => description.Kind == DeviceKind.Cuda) ?? usable.Find(description => description.IsGpu) ?? descriptions[0];
    }

    private static bool Matches(string candidate, string id) =>
        string.Equals(candidate, id, StringComparison.Ordinal) || string.Equals(candidate, id + ":0", StringComparison.Ordinal);

    private static Listing Search()
    {
        var devices = new List<ComputeDevice> { new(Processor(), null), new(Simulator(), GpuDevice.CreateSimulator) };
        var descriptions = devices.ConvertAll(device => device.Description);
        foreach (var (description, open) in OpenClDevices.Search().Concat(CudaDevices.Search()))
        {
            descriptions.Add(description);
            if (open is not null)
                devices.Add(new ComputeDevice(description, open));
        }

        // Native contexts want to be gone before the runtime takes their libraries away.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => devices.ForEach(device => device.Close());
        var preferred = Preferred(descriptions);
        return new Listing(devices, descriptions, devices.Find(device => device.Description == preferred)!);
    }

    private static DeviceDescription Processor() => new(
        "cpu",
        DeviceKind.Cpu,
        $"{Environment.ProcessorCount} threads",
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        [System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "16 floats a register" : "8 floats a register"]);

    private static DeviceDescription Simulator() => new(
        "simulator",
        DeviceKind.Simulator,
        "GPU kernels run group by group on the processor",
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ["for tests only"]);

    private sealed record Listing(List<ComputeDevice> Devices, List<DeviceDescription> Descriptions, ComputeDevice Default);
}
