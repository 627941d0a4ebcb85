using Microsoft.Win32.SafeHandles;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>A context of OpenCL, released once.</summary>
internal sealed class ContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenClLibrary.ReleaseContext(handle) == CLError.CL_SUCCESS;
}

/// <summary>A command queue of OpenCL, released once.</summary>
internal sealed class QueueHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenClLibrary.ReleaseCommandQueue(handle) == CLError.CL_SUCCESS;
}

/// <summary>A buffer of OpenCL, released once; the driver frees its memory when the commands that use it are done.</summary>
internal sealed class BufferHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenClLibrary.ReleaseMemObject(handle) == CLError.CL_SUCCESS;
}

/// <summary>A program of OpenCL, released once.</summary>
internal sealed class ProgramHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenClLibrary.ReleaseProgram(handle) == CLError.CL_SUCCESS;
}

/// <summary>A kernel of OpenCL, released once.</summary>
internal sealed class KernelHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenClLibrary.ReleaseKernel(handle) == CLError.CL_SUCCESS;
}
