using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Memory;

/// <summary>8 halves per load and store, through 16-byte packs: single 16-bit accesses are slow on every device.</summary>
public static class EightHalves
{
    /// <summary>Widens the 8 halves of one pack.</summary>
    /// <param name="tensor">FP16 bits, 8 a pack.</param>
    /// <param name="pack">Index of the pack.</param>
    [VectorAccess]
    public static OctetLane Load<TConversion>(ArrayView<Pack> tensor, long pack)
        where TConversion : struct, IHalfConversion
    {
        var bits = tensor[pack];
        return new OctetLane(
            TConversion.Widen(bits.First & 0xFFFFu), TConversion.Widen(bits.First >> 16),
            TConversion.Widen(bits.Second & 0xFFFFu), TConversion.Widen(bits.Second >> 16),
            TConversion.Widen(bits.Third & 0xFFFFu), TConversion.Widen(bits.Third >> 16),
            TConversion.Widen(bits.Fourth & 0xFFFFu), TConversion.Widen(bits.Fourth >> 16));
    }

    /// <summary>Narrows 8 floats into one pack.</summary>
    /// <param name="tensor">FP16 bits, 8 a pack.</param>
    /// <param name="pack">Index of the pack.</param>
    /// <param name="value">What to store.</param>
    [VectorAccess]
    public static void Store<TConversion>(ArrayView<Pack> tensor, long pack, OctetLane value)
        where TConversion : struct, IHalfConversion =>
        tensor[pack] = new Pack(
            TConversion.Narrow(value.A) | (TConversion.Narrow(value.B) << 16),
            TConversion.Narrow(value.C) | (TConversion.Narrow(value.D) << 16),
            TConversion.Narrow(value.E) | (TConversion.Narrow(value.F) << 16),
            TConversion.Narrow(value.G) | (TConversion.Narrow(value.H) << 16));
}
