using NormGpu.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>FP16 tensors to FP32 and back: libtorch's casts on the CPU work element by element, these are vectorised.</summary>
internal static unsafe class HalfTensor
{
    /// <summary>An FP32 tensor of the same values, in the same memory order where that is dense. FP32 input gives a new handle of itself.</summary>
    public static Tensor Widen(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float16)
            return tensor.alias();
        if (tensor.device_type != DeviceType.CPU)
            return tensor.to(ScalarType.Float32);
        using var dense = DenseTensor.Of(tensor);
        var wide = empty_like(dense.Tensor, ScalarType.Float32);
        HalfConversion.ToSingle(TensorMemory.Halves(dense.Tensor), TensorMemory.Floats(wide), wide.numel(), get_num_threads());
        return wide;
    }

    /// <summary>An FP16 tensor of the values rounded to nearest even, in the same memory order where that is dense.</summary>
    public static Tensor Narrow(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != DeviceType.CPU)
            return tensor.to(ScalarType.Float16);
        using var dense = DenseTensor.Of(tensor);
        var narrow = empty_like(dense.Tensor, ScalarType.Float16);
        HalfConversion.ToHalf(TensorMemory.Floats(dense.Tensor), TensorMemory.Halves(narrow), narrow.numel(), get_num_threads());
        return narrow;
    }
}
