using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using NormGpu.Host.Devices;

namespace NormGpu.Host.Gpu;

/// <summary>One context and accelerator of this process, with its kernels and buffers. Calls take turns.</summary>
internal sealed class GpuDevice : IDisposable
{
    private readonly Context context;

    public GpuDevice(DeviceKind kind, Context context, Accelerator accelerator)
    {
        this.context = context;
        Accelerator = accelerator;
        Policy = LaunchPolicy.For(kind);
        Kernels = new KernelCache(accelerator);
        Buffers = new BufferPool(accelerator);
    }

    /// <summary>Held by the call that is at work on the device.</summary>
    public Lock Turn { get; } = new();

    public Accelerator Accelerator { get; }

    public LaunchPolicy Policy { get; init; }

    public KernelCache Kernels { get; }

    public BufferPool Buffers { get; }

    public AcceleratorStream Stream => Accelerator.DefaultStream;

    /// <summary>One thread a channel.</summary>
    public KernelConfig PerChannel(int channels)
    {
        var threads = Math.Min(Policy.ThreadsPerGroup, 64);
        return new KernelConfig((channels + threads - 1) / threads, threads);
    }

    /// <summary>A context with the simulator only.</summary>
    public static GpuDevice CreateSimulator()
    {
        var simulator = Context.Create(builder => builder.CPU(CPUDevice.Default).EnableAlgorithms());
        return new GpuDevice(DeviceKind.Simulator, simulator, simulator.CreateCPUAccelerator(0));
    }

    public void Dispose()
    {
        Buffers.Dispose();
        Accelerator.Dispose();
        context.Dispose();
    }
}
