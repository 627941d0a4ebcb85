namespace ILGPU.Runtime.OpenCL;

/// <summary>An OpenCL device. The offline subset drives none yet, so no context lists any.</summary>
public sealed class CLDevice : Device
{
    private CLDevice()
    {
    }

    public string PlatformName => throw Unavailable();

    public string VendorName => throw Unavailable();

    public override Accelerator CreateAccelerator(Context context) => CreateCLAccelerator(context);

    public CLAccelerator CreateCLAccelerator(Context context) => throw Unavailable();

    internal static NotSupportedException Unavailable() =>
        new("This build contains the offline subset of ILGPU, which has no OpenCL accelerator yet: build with IlgpuFrom=package to use OpenCL devices.");
}
