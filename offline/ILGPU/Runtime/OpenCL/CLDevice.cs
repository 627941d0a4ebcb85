using ILGPU.Runtime.OpenCL.Driver;

namespace ILGPU.Runtime.OpenCL;

/// <summary>
/// A device of an OpenCL 1.2 driver. Other than in ILGPU, it needs neither FP16, nor sub-groups, nor a generic address space.
/// </summary>
public sealed class CLDevice : Device
{
    // A bit field of 64 bits, of which 32 are in use.
    private const ulong AllTypes = uint.MaxValue;

    private CLDevice(nint platform, nint device)
    {
        PlatformId = platform;
        DeviceId = device;
        PlatformName = Query.PlatformString(platform, QueryNames.PlatformName);
        VendorName = Query.PlatformString(platform, QueryNames.PlatformVendor);
        Name = Query.DeviceString(device, QueryNames.DeviceName);
        DeviceType = (CLDeviceType)Query.DeviceValue<ulong>(device, QueryNames.DeviceType);
        MemorySize = Query.DeviceValue<long>(device, QueryNames.GlobalMemorySize);
        NumMultiprocessors = Query.DeviceValue<int>(device, QueryNames.MaxComputeUnits);
        MaxNumThreadsPerGroup = Query.Clamp(Query.DeviceValue<nuint>(device, QueryNames.MaxWorkGroupSize));
        MaxNumThreadsPerMultiprocessor = MaxNumThreadsPerGroup;
        MaxGroupSize = Query.MaxGroupSize(device);
        MaxGridSize = new Index3D(int.MaxValue, ushort.MaxValue, ushort.MaxValue);
        MaxSharedMemoryPerGroup = Query.Clamp((nuint)Query.DeviceValue<ulong>(device, QueryNames.LocalMemorySize));
        MaxConstantMemory = Query.Clamp((nuint)Query.DeviceValue<ulong>(device, QueryNames.MaxConstantBufferSize));
        // Kernels have no sub-groups here: every thread is a warp of its own.
        WarpSize = 1;
        CanRoundDivisionCorrectly = (Query.DeviceValue<ulong>(device, QueryNames.SingleFloatConfig) & QueryNames.CorrectlyRoundedDivideAndSquareRoot) != 0;
    }

    public nint PlatformId { get; }

    public nint DeviceId { get; }

    public string PlatformName { get; }

    public string VendorName { get; }

    public CLDeviceType DeviceType { get; }

    internal bool CanRoundDivisionCorrectly { get; }

    public override Accelerator CreateAccelerator(Context context) => CreateCLAccelerator(context);

    public CLAccelerator CreateCLAccelerator(Context context) => new(context, this);

    /// <summary>Every device that can run kernels of OpenCL C 1.2; none where there is no OpenCL library or no driver.</summary>
    internal static IEnumerable<CLDevice> Search()
    {
        foreach (nint platform in Platforms())
        {
            foreach (nint device in DevicesOf(platform))
            {
                if (CanRunKernels(device))
                    yield return new CLDevice(platform, device);
            }
        }
    }

    internal static NotSupportedException Unavailable()
    {
        if (!OpenClLibrary.IsPresent)
            return new NotSupportedException("There is no OpenCL library (libOpenCL.so.1): install an ICD loader such as ocl-icd-libopencl1.");
        return Platforms().Length == 0
            ? new NotSupportedException("There is no OpenCL platform: install a driver (ICD) such as pocl-opencl-icd.")
            : new NotSupportedException("The context has no such OpenCL device: none of the platforms has one with OpenCL 1.2 and a compiler, or the context was built without it.");
    }

    private static unsafe nint[] Platforms()
    {
        if (!OpenClLibrary.IsPresent)
            return [];
        CLError error = OpenClLibrary.GetPlatformIds(0, null, out uint count);
        if (error == CLError.CL_PLATFORM_NOT_FOUND_KHR || (error == CLError.CL_SUCCESS && count == 0))
            return [];
        CLException.ThrowIfFailed(error, "list platforms");
        var platforms = new nint[count];
        fixed (nint* first = platforms)
            CLException.ThrowIfFailed(OpenClLibrary.GetPlatformIds(count, first, out _), "list platforms");
        return platforms;
    }

    private static unsafe nint[] DevicesOf(nint platform)
    {
        CLError error = OpenClLibrary.GetDeviceIds(platform, AllTypes, 0, null, out uint count);
        if (error == CLError.CL_DEVICE_NOT_FOUND || (error == CLError.CL_SUCCESS && count == 0))
            return [];
        CLException.ThrowIfFailed(error, "list the devices of a platform");
        var devices = new nint[count];
        fixed (nint* first = devices)
            CLException.ThrowIfFailed(OpenClLibrary.GetDeviceIds(platform, AllTypes, count, first, out _), "list the devices of a platform");
        return devices;
    }

    private static bool CanRunKernels(nint device) =>
        Query.DeviceValue<uint>(device, QueryNames.Available) != 0
        && Query.DeviceValue<uint>(device, QueryNames.CompilerAvailable) != 0
        && Query.DeviceValue<uint>(device, QueryNames.EndianLittle) != 0
        && VersionOf(Query.DeviceString(device, QueryNames.DeviceVersion)) >= new Version(1, 2);

    /// <summary>The number in `OpenCL 1.2 and what the driver adds`.</summary>
    private static Version VersionOf(string text) =>
        text.Split(' ') is ["OpenCL", var number, ..] && Version.TryParse(number, out Version? version) ? version : new Version(1, 0);
}
