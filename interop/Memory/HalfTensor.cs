using NormGpu.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>FP16 tensors to FP32 and back: libtorch's casts on the CPU work element by element, these are vectorised.</summary>
internal static unsafe class HalfTensor
{
    /// <summary>An FP32 tensor of the same values, in the same memory order where that is dense. FP32 input gives a new handle of itself, apart from the graph.</summary>
    public static Tensor Widen(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float16)
            return tensor.detach();
        if (tensor.device_type != DeviceType.CPU)
            return tensor.to(ScalarType.Float32);
        using var dense = DenseTensor.Of(tensor);
        var wide = empty_like(dense.Tensor, ScalarType.Float32);
        HalfConversion.ToSingle(TensorMemory.Halves(dense.Tensor), TensorMemory.Floats(wide), wide.numel(), get_num_threads());
        return wide;
    }

    /// <summary>The same, in channels-last order where the tensor is (N, C, H, W) in channels-first order.</summary>
    public static Tensor WidenChannelsLast(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float16 || tensor.device_type != DeviceType.CPU || tensor.shape is not [var batch, > 1 and var channels, var height, var width] || !tensor.is_contiguous())
            return Widen(tensor);
        using var wide = empty([batch, height, width, channels], ScalarType.Float32);
        ChannelsLastConversion.ToSingle(TensorMemory.Halves(tensor), TensorMemory.Floats(wide), ChannelTensor.ShapeOf(tensor, ChannelLayout.ChannelsFirst), get_num_threads());
        GC.KeepAlive(tensor);
        return wide.permute(0, 3, 1, 2);
    }

    /// <summary>An FP16 tensor of the values rounded to nearest even, contiguous.</summary>
    public static Tensor NarrowContiguous(Tensor tensor)
    {
        if (tensor.is_contiguous() || tensor.device_type != DeviceType.CPU)
            return Narrow(tensor);
        if (tensor.dtype == ScalarType.Float32 && tensor.dim() == 4 && ChannelTensor.LayoutOf(tensor) == ChannelLayout.ChannelsLast)
        {
            var narrow = empty(tensor.shape, ScalarType.Float16);
            ChannelsLastConversion.ToHalf(TensorMemory.Floats(tensor), TensorMemory.Halves(narrow), ChannelTensor.ShapeOf(narrow, ChannelLayout.ChannelsFirst), get_num_threads());
            GC.KeepAlive(tensor);
            return narrow;
        }

        using var contiguous = tensor.contiguous();
        return Narrow(contiguous);
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
