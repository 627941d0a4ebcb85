using System.Collections.Concurrent;
using System.Reflection;
using ILGPU.Runtime.Launching;
using ILGPU.Runtime.OpenCL.Driver;

namespace ILGPU.Runtime.OpenCL;

/// <summary>An OpenCL device in use: kernels are translated from their IL to OpenCL C, which the driver compiles.</summary>
public sealed class CLAccelerator : Accelerator
{
    private readonly ConcurrentBag<LoadedKernel> kernels = [];

    internal unsafe CLAccelerator(Context context, CLDevice device)
        : base(context, device)
    {
        Device = device;
        nint id = device.DeviceId;
        ContextHandle = OpenClLibrary.CreateContext(null, 1, &id, 0, 0, out CLError error);
        CLException.ThrowIfFailed(error, $"make a context on {device.Name}");
        NativePtr = ContextHandle.DangerousGetHandle();
        DefaultStream = new CLStream(this);
    }

    public new CLDevice Device { get; }

    public nint PlatformId => Device.PlatformId;

    public nint DeviceId => Device.DeviceId;

    public string PlatformName => Device.PlatformName;

    public string VendorName => Device.VendorName;

    public CLDeviceType DeviceType => Device.DeviceType;

    internal ContextHandle ContextHandle { get; }

    internal override TDelegate LoadExplicit<TDelegate>(MethodInfo method) => KernelLauncher.Explicit<TDelegate>(Load(method, null));

    internal override TDelegate LoadImplicit<TDelegate>(MethodInfo method, int groupSize) =>
        KernelLauncher.Implicit<TDelegate>(Load(method, method.GetParameters()[0].ParameterType), groupSize);

    protected override AcceleratorStream CreateStreamInternal() => new CLStream(this);

    protected override void SynchronizeInternal() => DefaultStream.Synchronize();

    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => new CLMemoryBuffer(this, length, elementSize);

    protected override void OnBind()
    {
    }

    protected override void OnUnbind()
    {
    }

    protected override void DisposeAccelerator_SyncRoot(bool disposing)
    {
        if (!disposing)
            return;
        DefaultStream.Dispose();
        foreach (LoadedKernel kernel in kernels)
            kernel.Dispose();
        ContextHandle.Dispose();
    }

    private LoadedKernel Load(MethodInfo method, Type? implicitIndex)
    {
        VerifyNotDisposed();
        LauncherFactory.RequireKernel(method);
        var kernel = LoadedKernel.Build(this, method, implicitIndex);
        kernels.Add(kernel);
        return kernel;
    }
}
