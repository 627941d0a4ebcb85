using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels.Lanes;

/// <summary>A lane that a GPU thread computes with: one float, or eight that lie side by side.</summary>
public interface IKernelLane<TSelf> : ILane<TSelf>
    where TSelf : struct, IKernelLane<TSelf>
{
    /// <summary>Floats in the lane.</summary>
    static abstract int Width { get; }

    /// <summary>Loads Width halves from element <paramref name="index"/> on, a multiple of Width.</summary>
    static abstract TSelf LoadHalf<TConversion>(ArrayView<Pack> tensor, long index)
        where TConversion : struct, IHalfConversion;

    /// <summary>Stores Width halves.</summary>
    static abstract void StoreHalf<TConversion>(ArrayView<Pack> tensor, long index, TSelf value)
        where TConversion : struct, IHalfConversion;

    /// <summary>Loads Width floats from element <paramref name="index"/> on, a multiple of Width.</summary>
    static abstract TSelf LoadSingle(ArrayView<Pack> tensor, long index);

    /// <summary>Stores Width floats.</summary>
    static abstract void StoreSingle(ArrayView<Pack> tensor, long index, TSelf value);

    /// <summary>Loads Width neighbouring floats.</summary>
    static abstract TSelf LoadNeighbours(ArrayView<float> values, int index);

    /// <summary>Element <paramref name="index"/> of the lane.</summary>
    static abstract float At(TSelf value, int index);

    /// <summary>Elements first … past − 1 of value, the others from fill.</summary>
    static abstract TSelf Keep(TSelf value, int first, int past, TSelf fill);

    /// <summary>Elements of value that exceed their bound, 0 for the others.</summary>
    static abstract TSelf KeepGreater(TSelf value, TSelf bound);

    /// <summary>Element-wise minimum of finite values.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>Whether every element is smaller than its bound; NaN is not.</summary>
    static abstract bool AllBelow(TSelf value, TSelf bound);
}
