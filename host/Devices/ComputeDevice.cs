using NormGpu.Host.Gpu;

namespace NormGpu.Host.Devices;

/// <summary>A device of this machine that norms can be computed on; get one from <see cref="DeviceCatalogue"/>.</summary>
public sealed class ComputeDevice
{
    private readonly Lazy<GpuDevice>? gpu;

    internal ComputeDevice(DeviceDescription description, Func<GpuDevice>? open)
    {
        Description = description;
        gpu = open is null ? null : new Lazy<GpuDevice>(open);
    }

    /// <summary>Name, memory, capabilities.</summary>
    public DeviceDescription Description { get; }

    /// <summary>cpu, simulator, opencl:i or cuda:i.</summary>
    public string Id => Description.Id;

    /// <summary>What kind of device it is.</summary>
    public DeviceKind Kind => Description.Kind;

    /// <summary>The device's context and kernels, opened at first use; null for the CPU.</summary>
    internal GpuDevice? Gpu => gpu?.Value;

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>Gives memory and context back, if the device was ever used.</summary>
    internal void Close()
    {
        if (gpu is { IsValueCreated: true })
            gpu.Value.Dispose();
    }
}
