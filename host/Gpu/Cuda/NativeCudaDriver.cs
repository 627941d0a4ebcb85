using System.Runtime.InteropServices;

namespace NormGpu.Host.Gpu.Cuda;

/// <summary>The driver's own library.</summary>
internal sealed unsafe class NativeCudaDriver : ICudaDriver
{
    /// <summary>CU_POINTER_ATTRIBUTE_CONTEXT.</summary>
    private const int ContextAttribute = 1;

    private readonly delegate* unmanaged<nint*, int> getCurrent;
    private readonly delegate* unmanaged<nint, int> setCurrent;
    private readonly delegate* unmanaged<int*, int, int> getDevice;
    private readonly delegate* unmanaged<nint*, int, int> retain;
    private readonly delegate* unmanaged<int, int> release;
    private readonly delegate* unmanaged<nint*, int, nint, int> getAttribute;

    private NativeCudaDriver(nint library)
    {
        getCurrent = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "cuCtxGetCurrent");
        setCurrent = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "cuCtxSetCurrent");
        getDevice = (delegate* unmanaged<int*, int, int>)NativeLibrary.GetExport(library, "cuDeviceGet");
        retain = (delegate* unmanaged<nint*, int, int>)NativeLibrary.GetExport(library, "cuDevicePrimaryCtxRetain");
        release = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "cuDevicePrimaryCtxRelease_v2");
        getAttribute = (delegate* unmanaged<nint*, int, nint, int>)NativeLibrary.GetExport(library, "cuPointerGetAttribute");
    }

    /// <summary>Loads the driver that ILGPU uses too.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    /// <exception cref="EntryPointNotFoundException">It is older than CUDA 11.</exception>
    public static NativeCudaDriver Load() => new(NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1"));

    public int GetCurrentContext(out nint context)
    {
        nint found = 0;
        var error = getCurrent(&found);
        context = found;
        return error;
    }

    public int SetCurrentContext(nint context) => setCurrent(context);

    public int RetainPrimaryContext(int device, out nint context)
    {
        nint found = 0;
        var handle = 0;
        var error = getDevice(&handle, device);
        if (error == 0)
            error = retain(&found, handle);
        context = found;
        return error;
    }

    public int ReleasePrimaryContext(int device)
    {
        var handle = 0;
        var error = getDevice(&handle, device);
        return error == 0 ? release(handle) : error;
    }

    public int GetContextOfMemory(nint address, out nint context)
    {
        nint found = 0;
        var error = getAttribute(&found, ContextAttribute, address);
        context = found;
        return error;
    }
}
