namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>Numbers of what can be asked, from the headers of OpenCL 1.2.</summary>
internal static class QueryNames
{
    public const uint PlatformName = 0x0902;
    public const uint PlatformVendor = 0x0903;

    public const uint DeviceType = 0x1000;
    public const uint MaxComputeUnits = 0x1002;
    public const uint MaxWorkGroupSize = 0x1004;
    public const uint MaxWorkItemSizes = 0x1005;
    public const uint SingleFloatConfig = 0x101B;
    public const uint GlobalMemorySize = 0x101F;
    public const uint MaxConstantBufferSize = 0x1020;
    public const uint LocalMemorySize = 0x1023;
    public const uint EndianLittle = 0x1026;
    public const uint Available = 0x1027;
    public const uint CompilerAvailable = 0x1028;
    public const uint DeviceName = 0x102B;
    public const uint DeviceVersion = 0x102F;

    public const uint ContextReferenceCount = 0x1080;
    public const uint BuildLog = 0x1183;
    public const uint KernelWorkGroupSize = 0x11B0;

    /// <summary>Flag in <see cref="SingleFloatConfig"/>: division and square root of floats can be rounded correctly.</summary>
    public const ulong CorrectlyRoundedDivideAndSquareRoot = 1 << 7;
}
