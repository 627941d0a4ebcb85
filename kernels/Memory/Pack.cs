using System.Runtime.InteropServices;

namespace NormGpu.Kernels.Memory;

/// <summary>16 bytes of a tensor, moved in one access: 8 halves or 4 floats.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly struct Pack(uint first, uint second, uint third, uint fourth)
{
    /// <summary>Bytes of a pack.</summary>
    public const int Size = 16;

    /// <summary>Bytes 0 to 3: for halves, the lower 16 bits come first.</summary>
    public uint First => first;

    /// <summary>Bytes 4 to 7.</summary>
    public uint Second => second;

    /// <summary>Bytes 8 to 11.</summary>
    public uint Third => third;

    /// <summary>Bytes 12 to 15.</summary>
    public uint Fourth => fourth;
}
