using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels.Lanes;

/// <content>Access to device memory.</content>
public readonly partial struct FloatLane
{
    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static FloatLane LoadHalf<TConversion>(ArrayView<Pack> tensor, long index)
        where TConversion : struct, IHalfConversion => new(SingleHalf.Load<TConversion>(tensor, index));

    /// <inheritdoc/>
    public static void StoreHalf<TConversion>(ArrayView<Pack> tensor, long index, FloatLane value)
        where TConversion : struct, IHalfConversion => SingleHalf.Store<TConversion>(tensor, index, value.Value);

    /// <inheritdoc/>
    public static FloatLane LoadSingle(ArrayView<Pack> tensor, long index) => new(tensor.Cast<float>()[index]);

    /// <inheritdoc/>
    public static void StoreSingle(ArrayView<Pack> tensor, long index, FloatLane value) => tensor.Cast<float>()[index] = value.Value;

    /// <inheritdoc/>
    public static FloatLane LoadNeighbours(ArrayView<float> values, int index) => new(values[index]);

    /// <inheritdoc/>
    public static float At(FloatLane value, int index) => value.Value;

    /// <inheritdoc/>
    public static FloatLane Keep(FloatLane value, int first, int past, FloatLane fill) => first <= 0 && past > 0 ? value : fill;

    /// <inheritdoc/>
    public static FloatLane KeepGreater(FloatLane value, FloatLane bound) => value.Value > bound.Value ? value : new(0);

    /// <inheritdoc/>
    public static FloatLane Min(FloatLane left, FloatLane right) => left.Value < right.Value ? left : right;

    /// <inheritdoc/>
    public static bool AllBelow(FloatLane value, FloatLane bound) => value.Value < bound.Value;
}
