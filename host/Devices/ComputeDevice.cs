using NormGpu.Host.Gpu;

namespace NormGpu.Host.Devices;

/// <summary>A device of this machine that norms can be computed on; get one from <see cref="DeviceCatalogue"/>.</summary>
public sealed class ComputeDevice
{
    private readonly Lazy<GpuDevice>? gpu;

    internal ComputeDevice(DeviceDescription description, Func<GpuDevice>? open)
    {
        Description = description;
        gpu = open is null ? null : new Lazy<GpuDevice>(() => Open(open));
    }

    /// <summary>Name, memory, capabilities.</summary>
    public DeviceDescription Description { get; }

    /// <summary>cpu, simulator, opencl:i or cuda:i.</summary>
    public string Id => Description.Id;

    /// <summary>What kind of device it is.</summary>
    public DeviceKind Kind => Description.Kind;

    /// <summary>The device's context and kernels, opened at first use; null for the CPU.</summary>
    /// <exception cref="DeviceException">It could not be opened.</exception>
    internal GpuDevice? Gpu => gpu?.Value;

    /// <summary>Whether this device's kernels can work on memory at this address, which others allocated, where it lies: see <see cref="TensorPlace"/>.</summary>
    /// <param name="address">Inside an allocation.</param>
    public unsafe bool Reaches(void* address)
    {
        if (Gpu is not { } device)
            return false;
        using var turn = device.TakeTurn();
        return device.Reaches((nint)address);
    }

    /// <inheritdoc/>
    public override string ToString() => Id;

    private GpuDevice Open(Func<GpuDevice> open)
    {
        try
        {
            return open();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new DeviceException($"Device '{Id}' could not be opened: {DeviceException.FirstLine(error)}.", error);
        }
    }

    /// <summary>Gives memory and context back, if the device was ever used. The process ends: what the driver refuses now is gone soon anyway.</summary>
    internal void Close()
    {
        try
        {
            if (gpu is { IsValueCreated: true })
                gpu.Value.Dispose();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            System.Diagnostics.Trace.TraceWarning($"{Id} was not closed cleanly: {error.Message}");
        }
    }
}
