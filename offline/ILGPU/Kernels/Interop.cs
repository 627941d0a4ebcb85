using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>Sizes, addresses and bit patterns.</summary>
public static class Interop
{
    public static int SizeOf<T>()
        where T : unmanaged =>
        Unsafe.SizeOf<T>();

    public static int SizeOf<T>(T structure)
        where T : unmanaged =>
        SizeOf<T>();

    /// <summary>Bytes from an address to the next multiple of a power of two.</summary>
    public static int ComputeAlignmentOffset(long ptr, int alignmentInBytes) => (int)(-ptr & (alignmentInBytes - 1));

    public static ushort FloatAsInt(Half value) => value.RawValue;

    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);

    public static ulong FloatAsInt(double value) => BitConverter.DoubleToUInt64Bits(value);

    public static Half IntAsFloat(ushort value) => Half.FromRawValue(value);

    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);

    public static double IntAsFloat(ulong value) => BitConverter.UInt64BitsToDouble(value);
}
