using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace NormGpu.Host.Gpu;

/// <summary>One context and accelerator of this process, with its kernels and buffers. Calls take turns: <see cref="TakeTurn"/>.</summary>
internal sealed class GpuDevice : IDisposable
{
    private readonly Context context;
    private readonly IDeviceContext deviceContext;
    private readonly Lock turn = new();
    private bool closed;

    public GpuDevice(LaunchPolicy policy, Context context, Accelerator accelerator, IDeviceContext deviceContext)
    {
        this.context = context;
        this.deviceContext = deviceContext;
        Accelerator = accelerator;
        Policy = policy;
        Kernels = new KernelCache(accelerator);
        Buffers = new BufferPool(accelerator, accelerator.MemorySize / 4);
    }

    public Accelerator Accelerator { get; }

    public LaunchPolicy Policy { get; }

    public KernelCache Kernels { get; }

    public BufferPool Buffers { get; }

    public AcceleratorStream Stream => Accelerator.DefaultStream;

    /// <summary>Waits until no other call is at work on the device and makes the thread ready for it; dispose of it to end the turn.</summary>
    /// <exception cref="ObjectDisposedException">The device was closed meanwhile.</exception>
    public DeviceTurn TakeTurn()
    {
        turn.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            return new DeviceTurn(this, deviceContext.Enter());
        }
        catch
        {
            turn.Exit();
            throw;
        }
    }

    /// <summary>Whether kernels can work on memory at this address, which others allocated; asked in a turn.</summary>
    public bool Reaches(nint address) => deviceContext.Reaches(address);

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
        return new GpuDevice(LaunchPolicy.Simulator, simulator, simulator.CreateCPUAccelerator(0), new PlainContext(reachesHostMemory: true));
    }

    /// <summary>Waits for the call at work, then gives everything back; whoever waits for a turn is refused.</summary>
    public void Dispose()
    {
        lock (turn)
        {
            if (closed)
                return;
            using var last = TakeTurn();
            closed = true;
            Buffers.Dispose();
            Accelerator.Dispose();
            context.Dispose();
            deviceContext.Close();
        }
    }

    /// <summary>Ends a turn.</summary>
    internal void Leave(nint previous)
    {
        try
        {
            deviceContext.Leave(previous);
        }
        finally
        {
            turn.Exit();
        }
    }
}

/// <summary>A call's time on a device.</summary>
internal readonly ref struct DeviceTurn(GpuDevice device, nint previous)
{
    /// <summary>Lets the next call have the device.</summary>
    public void Dispose() => device.Leave(previous);
}
