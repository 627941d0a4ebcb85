using ILGPU.Runtime;

namespace NormGpu.Host.Gpu.Cuda;

/// <summary>
/// Runs an accelerator in the device's primary context, which is the one that Torch allocates in, so that kernels can work on Torch's tensors where they
/// lie. ILGPU makes a context of its own and sets it once a thread; so here the accelerator is bound first, then the primary context is put in its place
/// for the time of the call. Modules, buffers and launches all follow the thread's context; the stream is the default one, which Torch uses as well.
/// </summary>
/// <remarks>Source: ILGPU 1.5.3, Accelerator.Bind does nothing where the accelerator is the thread's current one already.</remarks>
internal sealed class SharedContext : IDeviceContext
{
    private readonly ICudaDriver driver;
    private readonly Action bind;
    private readonly int device;
    private readonly nint own;
    private readonly nint primary;

    /// <summary>Adopts the device's primary context; where there is none to be had, the accelerator keeps its own.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="bind">Makes the accelerator the thread's current one: <see cref="Accelerator.Bind"/>.</param>
    /// <param name="device">The driver's number of the device.</param>
    /// <param name="before">The thread's context before the accelerator was made; it is the thread's again afterwards.</param>
    /// <exception cref="InvalidOperationException">The driver refused a call; the message has its error code.</exception>
    public SharedContext(ICudaDriver driver, Action bind, int device, nint before)
    {
        this.driver = driver;
        this.bind = bind;
        this.device = device;
        bind();
        Check(driver.GetCurrentContext(out own), "cuCtxGetCurrent");
        if (driver.RetainPrimaryContext(device, out primary) != 0)
            primary = 0;
        Check(driver.SetCurrentContext(before), "cuCtxSetCurrent");
    }

    public nint Enter()
    {
        Check(driver.GetCurrentContext(out var previous), "cuCtxGetCurrent");
        // Before the other: at the first call of a thread it sets ILGPU's own context.
        bind();
        Check(driver.SetCurrentContext(primary == 0 ? own : primary), "cuCtxSetCurrent");
        return previous;
    }

    public void Leave(nint previous) => Check(driver.SetCurrentContext(previous), "cuCtxSetCurrent");

    public bool Reaches(nint address) => primary != 0 && driver.GetContextOfMemory(address, out var context) == 0 && context == primary;

    public void Close()
    {
        if (primary != 0)
            Check(driver.ReleasePrimaryContext(device), "cuDevicePrimaryCtxRelease");
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
            throw new InvalidOperationException($"The CUDA driver refused {call} with error {error}.");
    }
}
