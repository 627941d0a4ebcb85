using System.Text;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>Questions to OpenCL whose answers are strings, numbers or lists.</summary>
internal static unsafe class Query
{
    /// <summary>How OpenCL tells things: the size that an answer needs, or the answer.</summary>
    private delegate CLError Question(nuint size, void* value, out nuint needed);

    public static string PlatformString(nint platform, uint name) =>
        Text((nuint size, void* value, out nuint needed) => OpenClLibrary.GetPlatformInfo(platform, name, size, value, out needed), "describe a platform");

    public static string DeviceString(nint device, uint name) =>
        Text((nuint size, void* value, out nuint needed) => OpenClLibrary.GetDeviceInfo(device, name, size, value, out needed), "describe a device");

    public static string BuildLog(ProgramHandle program, nint device) =>
        Text(
            (nuint size, void* value, out nuint needed) => OpenClLibrary.GetProgramBuildInfo(program, device, QueryNames.BuildLog, size, value, out needed),
            "give a build log");

    public static T DeviceValue<T>(nint device, uint name)
        where T : unmanaged
    {
        T value = default;
        CLException.ThrowIfFailed(OpenClLibrary.GetDeviceInfo(device, name, (nuint)sizeof(T), &value, out _), "describe a device");
        return value;
    }

    /// <summary>The device's largest group along each of the three axes.</summary>
    public static Index3D MaxGroupSize(nint device)
    {
        CLException.ThrowIfFailed(OpenClLibrary.GetDeviceInfo(device, QueryNames.MaxWorkItemSizes, 0, null, out nuint needed), "describe a device");
        var sizes = new nuint[(int)needed / sizeof(nuint)];
        fixed (nuint* first = sizes)
            CLException.ThrowIfFailed(OpenClLibrary.GetDeviceInfo(device, QueryNames.MaxWorkItemSizes, needed, first, out _), "describe a device");
        return new Index3D(Clamp(sizes[0]), Clamp(sizes[1]), Clamp(sizes[2]));
    }

    /// <summary>The largest group that a kernel can run in on a device.</summary>
    public static int MaxGroupSize(KernelHandle kernel, nint device)
    {
        nuint size = 0;
        CLException.ThrowIfFailed(
            OpenClLibrary.GetKernelWorkGroupInfo(kernel, device, QueryNames.KernelWorkGroupSize, (nuint)sizeof(nuint), &size, out _), "describe a kernel");
        return Clamp(size);
    }

    /// <summary>How many owners a context has: its buffers, queues and programs among them.</summary>
    public static int ReferenceCount(ContextHandle context)
    {
        uint count = 0;
        CLException.ThrowIfFailed(
            OpenClLibrary.GetContextInfo(context, QueryNames.ContextReferenceCount, sizeof(uint), &count, out _), "count the owners of a context");
        return (int)count;
    }

    public static int Clamp(nuint value) => (int)Math.Min(value, int.MaxValue);

    private static string Text(Question question, string attempt)
    {
        CLException.ThrowIfFailed(question(0, null, out nuint needed), attempt);
        var bytes = new byte[(int)needed];
        fixed (byte* first = bytes)
            CLException.ThrowIfFailed(question(needed, first, out _), attempt);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
