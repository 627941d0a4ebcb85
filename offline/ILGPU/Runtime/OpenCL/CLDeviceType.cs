namespace ILGPU.Runtime.OpenCL;

#pragma warning disable CA1707, MA0062 // Names and numbers are those of the OpenCL specification.

/// <summary>What an OpenCL device is.</summary>
[Flags]
public enum CLDeviceType
{
    CL_DEVICE_TYPE_DEFAULT = 1,
    CL_DEVICE_TYPE_CPU = 2,
    CL_DEVICE_TYPE_GPU = 4,
    CL_DEVICE_TYPE_ACCELERATOR = 8,
    CL_DEVICE_TYPE_CUSTOM = 16,
    CL_DEVICE_TYPE_ALL = -1,
}
