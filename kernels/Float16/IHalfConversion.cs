using ILGPU;

namespace NormGpu.Kernels.Float16;

/// <summary>How a kernel converts between FP16 bits and FP32; chosen by type.</summary>
public interface IHalfConversion
{
    /// <summary>Widens the half in the lower 16 bits; the upper bits are 0.</summary>
    static abstract float Widen(uint bits);

    /// <summary>Narrows to nearest even, into the lower 16 bits; the upper bits are 0.</summary>
    static abstract uint Narrow(float value);
}

/// <summary>Our own exact conversion in integer arithmetic, the same on every device.</summary>
public readonly struct SoftwareHalfConversion : IHalfConversion
{
    /// <inheritdoc/>
    public static float Widen(uint bits) => HalfBits.ToSingle((ushort)bits);

    /// <inheritdoc/>
    public static uint Narrow(float value) => HalfBits.FromSingle(value);
}

/// <summary>The device's own conversion. Use it on CUDA only: ILGPU's CPU accelerator truncates where CUDA rounds to nearest even.</summary>
public readonly struct HardwareHalfConversion : IHalfConversion
{
    /// <inheritdoc/>
    public static float Widen(uint bits) => Interop.IntAsFloat((ushort)bits);

    /// <inheritdoc/>
    public static uint Narrow(float value) => Interop.FloatAsInt((ILGPU.Half)value);
}
