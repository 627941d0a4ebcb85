namespace ILGPU.Runtime.OpenCL;

/// <summary>An OpenCL device in use. The offline subset makes none yet; the type is here so that code that asks for it compiles.</summary>
public sealed class CLAccelerator : Accelerator
{
    private CLAccelerator(Context context, Device device)
        : base(context, device)
    {
    }

    public string PlatformName => throw CLDevice.Unavailable();

    public string VendorName => throw CLDevice.Unavailable();

    internal override void Launch(AcceleratorStream stream, in Launching.KernelLaunch launch) => throw CLDevice.Unavailable();

    protected override AcceleratorStream CreateStreamInternal() => throw CLDevice.Unavailable();

    protected override void SynchronizeInternal() => throw CLDevice.Unavailable();

    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => throw CLDevice.Unavailable();

    protected override void OnBind() => throw CLDevice.Unavailable();

    protected override void OnUnbind() => throw CLDevice.Unavailable();

    protected override void DisposeAccelerator_SyncRoot(bool disposing)
    {
    }
}
