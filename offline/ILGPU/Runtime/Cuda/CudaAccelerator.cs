namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device in use. The offline subset never makes one; the type is here so that code that asks for it compiles.</summary>
public sealed class CudaAccelerator : Accelerator
{
    private CudaAccelerator(Context context, Device device)
        : base(context, device)
    {
    }

    public int DeviceId => throw CudaDevice.Unavailable();

    internal override TDelegate LoadExplicit<TDelegate>(System.Reflection.MethodInfo method) => throw CudaDevice.Unavailable();

    internal override TDelegate LoadImplicit<TDelegate>(System.Reflection.MethodInfo method, int groupSize) => throw CudaDevice.Unavailable();

    protected override AcceleratorStream CreateStreamInternal() => throw CudaDevice.Unavailable();

    protected override void SynchronizeInternal() => throw CudaDevice.Unavailable();

    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => throw CudaDevice.Unavailable();

    protected override void OnBind() => throw CudaDevice.Unavailable();

    protected override void OnUnbind() => throw CudaDevice.Unavailable();

    protected override void DisposeAccelerator_SyncRoot(bool disposing)
    {
    }
}
