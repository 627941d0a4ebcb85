using System.Reflection;
using System.Runtime.InteropServices;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>
/// The functions of the OpenCL 1.2 library that are used here, as the specification declares them. A list of events to wait for is always
/// empty and no event is asked for: queues run in order.
/// </summary>
internal static unsafe partial class OpenClLibrary
{
    private const string Library = "OpenCL";

    // Debian's libopencl1 has no libOpenCL.so: that name belongs to the development package.
    private static readonly string[] FileNames = ["libOpenCL.so.1", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL", "libOpenCL.so"];

    static OpenClLibrary()
    {
        DriverEnvironment.Prepare();
        NativeLibrary.SetDllImportResolver(typeof(OpenClLibrary).Assembly, Resolve);
    }

    /// <summary>Whether the machine has an OpenCL library at all.</summary>
    public static bool IsPresent { get; } = FileNames.Any(name => NativeLibrary.TryLoad(name, out _));

    [LibraryImport(Library, EntryPoint = "clGetPlatformIDs")]
    public static partial CLError GetPlatformIds(uint capacity, nint* platforms, out uint count);

    [LibraryImport(Library, EntryPoint = "clGetPlatformInfo")]
    public static partial CLError GetPlatformInfo(nint platform, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library, EntryPoint = "clGetDeviceIDs")]
    public static partial CLError GetDeviceIds(nint platform, ulong types, uint capacity, nint* devices, out uint count);

    [LibraryImport(Library, EntryPoint = "clGetDeviceInfo")]
    public static partial CLError GetDeviceInfo(nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library, EntryPoint = "clCreateContext")]
    public static partial ContextHandle CreateContext(nint* properties, uint count, nint* devices, nint notify, nint userData, out CLError error);

    [LibraryImport(Library, EntryPoint = "clGetContextInfo")]
    public static partial CLError GetContextInfo(ContextHandle context, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library, EntryPoint = "clReleaseContext")]
    public static partial CLError ReleaseContext(nint context);

    [LibraryImport(Library, EntryPoint = "clCreateCommandQueue")]
    public static partial QueueHandle CreateCommandQueue(ContextHandle context, nint device, ulong properties, out CLError error);

    [LibraryImport(Library, EntryPoint = "clReleaseCommandQueue")]
    public static partial CLError ReleaseCommandQueue(nint queue);

    [LibraryImport(Library, EntryPoint = "clFlush")]
    public static partial CLError Flush(QueueHandle queue);

    [LibraryImport(Library, EntryPoint = "clFinish")]
    public static partial CLError Finish(QueueHandle queue);

    [LibraryImport(Library, EntryPoint = "clCreateBuffer")]
    public static partial BufferHandle CreateBuffer(ContextHandle context, ulong flags, nuint size, void* host, out CLError error);

    [LibraryImport(Library, EntryPoint = "clReleaseMemObject")]
    public static partial CLError ReleaseMemObject(nint buffer);

    [LibraryImport(Library, EntryPoint = "clEnqueueReadBuffer")]
    public static partial CLError EnqueueReadBuffer(
        QueueHandle queue, BufferHandle buffer, uint blocking, nuint offset, nuint size, void* host, uint waits, nint* waitList, nint* completion);

    [LibraryImport(Library, EntryPoint = "clEnqueueWriteBuffer")]
    public static partial CLError EnqueueWriteBuffer(
        QueueHandle queue, BufferHandle buffer, uint blocking, nuint offset, nuint size, void* host, uint waits, nint* waitList, nint* completion);

    [LibraryImport(Library, EntryPoint = "clEnqueueCopyBuffer")]
    public static partial CLError EnqueueCopyBuffer(
        QueueHandle queue, BufferHandle source, BufferHandle target, nuint sourceOffset, nuint targetOffset, nuint size, uint waits, nint* waitList, nint* completion);

    [LibraryImport(Library, EntryPoint = "clEnqueueFillBuffer")]
    public static partial CLError EnqueueFillBuffer(
        QueueHandle queue, BufferHandle buffer, void* pattern, nuint patternSize, nuint offset, nuint size, uint waits, nint* waitList, nint* completion);

    [LibraryImport(Library, EntryPoint = "clCreateProgramWithSource")]
    public static partial ProgramHandle CreateProgramWithSource(ContextHandle context, uint count, byte** sources, nuint* lengths, out CLError error);

    [LibraryImport(Library, EntryPoint = "clReleaseProgram")]
    public static partial CLError ReleaseProgram(nint program);

    [LibraryImport(Library, EntryPoint = "clBuildProgram", StringMarshalling = StringMarshalling.Utf8)]
    public static partial CLError BuildProgram(ProgramHandle program, uint count, nint* devices, string options, nint notify, nint userData);

    [LibraryImport(Library, EntryPoint = "clGetProgramBuildInfo")]
    public static partial CLError GetProgramBuildInfo(ProgramHandle program, nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library, EntryPoint = "clCreateKernel", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KernelHandle CreateKernel(ProgramHandle program, string name, out CLError error);

    [LibraryImport(Library, EntryPoint = "clReleaseKernel")]
    public static partial CLError ReleaseKernel(nint kernel);

    [LibraryImport(Library, EntryPoint = "clGetKernelWorkGroupInfo")]
    public static partial CLError GetKernelWorkGroupInfo(KernelHandle kernel, nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library, EntryPoint = "clSetKernelArg")]
    public static partial CLError SetKernelArg(KernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library, EntryPoint = "clEnqueueNDRangeKernel")]
    public static partial CLError EnqueueKernel(
        QueueHandle queue, KernelHandle kernel, uint dimensions, nuint* globalOffset, nuint* globalSize, nuint* localSize, uint waits, nint* waitList, nint* completion);

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (string.Equals(libraryName, Library, StringComparison.Ordinal))
        {
            foreach (string name in FileNames)
            {
                if (NativeLibrary.TryLoad(name, out nint library))
                    return library;
            }
        }
        return 0;
    }
}
