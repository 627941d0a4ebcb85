namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device. The offline subset cannot drive one, so no context ever lists any.</summary>
public sealed class CudaDevice : Device
{
    private CudaDevice()
    {
    }

    public int DeviceId => throw Unavailable();

    public int L2CacheSize => throw Unavailable();

    public int ClockRate => throw Unavailable();

    public override Accelerator CreateAccelerator(Context context) => CreateCudaAccelerator(context);

    public CudaAccelerator CreateCudaAccelerator(Context context) => throw Unavailable();

    internal static NotSupportedException Unavailable() =>
        new("This build contains the offline subset of ILGPU, which has no CUDA: build with IlgpuFrom=package to use CUDA devices.");
}
