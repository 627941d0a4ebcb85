using NormGpu.Host.Gpu;

namespace NormGpu.Host.Devices;

/// <summary>A device, or a kind of device that is missing here.</summary>
/// <param name="Id">cpu, simulator, opencl:i or cuda:i; opencl or cuda where there is none.</param>
/// <param name="Kind">What kind of device it is.</param>
/// <param name="Name">The maker's name for it; empty where there is none.</param>
/// <param name="MemoryBytes">Its memory; 0 where it is not known.</param>
/// <param name="Capabilities">What it can do, in a few words each.</param>
/// <param name="Missing">Why it cannot be used, in one sentence; null where it can.</param>
public sealed record DeviceDescription(
    string Id, DeviceKind Kind, string Name, long MemoryBytes, IReadOnlyList<string> Capabilities, string? Missing = null)
{
    /// <summary>Whether norms can be computed on it.</summary>
    public bool IsAvailable => Missing is null;

    /// <summary>Whether it is a GPU, with memory of its own.</summary>
    public bool IsGpu => Kind == DeviceKind.Cuda || Capabilities.Contains(OpenClDevices.IsGpu, StringComparer.Ordinal);
}
