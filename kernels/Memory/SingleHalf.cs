using ILGPU;
using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Memory;

/// <summary>One half per load and store, for what is no whole pack.</summary>
public static class SingleHalf
{
    /// <summary>Widens one half.</summary>
    /// <param name="tensor">FP16 bits, 8 a pack.</param>
    /// <param name="index">Index of the half.</param>
    [VectorAccess]
    public static float Load<TConversion>(ArrayView<Pack> tensor, long index)
        where TConversion : struct, IHalfConversion => TConversion.Widen(tensor.Cast<ushort>()[index]);

    /// <summary>Narrows a float to one half.</summary>
    /// <param name="tensor">FP16 bits, 8 a pack.</param>
    /// <param name="index">Index of the half.</param>
    /// <param name="value">What to store.</param>
    [VectorAccess]
    public static void Store<TConversion>(ArrayView<Pack> tensor, long index, float value)
        where TConversion : struct, IHalfConversion => tensor.Cast<ushort>()[index] = (ushort)TConversion.Narrow(value);
}
