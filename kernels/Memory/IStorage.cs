using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Memory;

/// <summary>How the elements of a tensor are stored; chosen by type.</summary>
public interface IStorage
{
    /// <summary>The largest value that is stored as 0.</summary>
    static abstract float LargestZero { get; }

    /// <summary>Loads a lane from element <paramref name="index"/> on, a multiple of the lane's width.</summary>
    static abstract TLane Load<TLane>(ArrayView<Pack> tensor, long index)
        where TLane : struct, IKernelLane<TLane>;

    /// <summary>Stores a whole lane, likewise.</summary>
    static abstract void Store<TLane>(ArrayView<Pack> tensor, long index, TLane value)
        where TLane : struct, IKernelLane<TLane>;
}

/// <summary>FP16 bits, converted as <typeparamref name="TConversion"/> says.</summary>
public readonly struct HalfStorage<TConversion> : IStorage
    where TConversion : struct, IHalfConversion
{
    /// <inheritdoc/>
    // Half of the smallest half, which ties to even.
    public static float LargestZero => 1f / (1 << 25);

    /// <inheritdoc/>
    public static TLane Load<TLane>(ArrayView<Pack> tensor, long index)
        where TLane : struct, IKernelLane<TLane> => TLane.LoadHalf<TConversion>(tensor, index);

    /// <inheritdoc/>
    public static void Store<TLane>(ArrayView<Pack> tensor, long index, TLane value)
        where TLane : struct, IKernelLane<TLane> => TLane.StoreHalf<TConversion>(tensor, index, value);
}

/// <summary>FP32.</summary>
public readonly struct SingleStorage : IStorage
{
    /// <inheritdoc/>
    public static float LargestZero => 0f;

    /// <inheritdoc/>
    public static TLane Load<TLane>(ArrayView<Pack> tensor, long index)
        where TLane : struct, IKernelLane<TLane> => TLane.LoadSingle(tensor, index);

    /// <inheritdoc/>
    public static void Store<TLane>(ArrayView<Pack> tensor, long index, TLane value)
        where TLane : struct, IKernelLane<TLane> => TLane.StoreSingle(tensor, index, value);
}
