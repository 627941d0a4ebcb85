using NormGpu.Host;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>How the channels of a (N, C, …) tensor lie in memory, and how to bring another tensor to the same order.</summary>
internal static class ChannelTensor
{
    /// <summary>What kernels need: see <see cref="TensorPlace.DeviceMemory"/>.</summary>
    private const int DeviceAlignment = 32;

    /// <summary>The layout to work in: channels-last where the tensor is dense in that order, else channels-first.</summary>
    public static ChannelLayout LayoutOf(Tensor tensor)
        => tensor.dim() > 2 && !tensor.is_contiguous() && IsChannelsLast(tensor) ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;

    /// <summary>Shape and layout for the host operators.</summary>
    public static ChannelShape ShapeOf(Tensor tensor, ChannelLayout layout)
    {
        var shape = tensor.shape;
        return ChannelShape.FromDimensions(layout == ChannelLayout.ChannelsFirst ? shape : [shape[0], .. shape[2..], shape[1]], layout);
    }

    /// <summary>The storage type of a tensor that passed the layer's check.</summary>
    public static ElementType TypeOf(Tensor tensor) => tensor.dtype == ScalarType.Float16 ? ElementType.Float16 : ElementType.Float32;

    /// <summary>The tensor in CPU memory, dense in a layout: a new handle of the same memory where it is so already, else a copy.</summary>
    public static Tensor Arrange(Tensor tensor, ChannelLayout layout)
    {
        if (tensor.device_type == TorchSharp.DeviceType.CPU)
            return Dense(tensor, layout);
        using var near = tensor.cpu();
        return Dense(near, layout);
    }

    /// <summary>The values in CPU memory, contiguous and apart from the graph.</summary>
    public static Tensor Values(Tensor tensor)
    {
        using var detached = tensor.detach();
        return Arrange(detached, ChannelLayout.ChannelsFirst);
    }

    /// <summary>The tensor dense in a layout, in the memory that a placement wants it in: a new handle of the same memory where it is so already, else a copy.</summary>
    public static unsafe Tensor Arrange(Tensor tensor, ChannelLayout layout, Placement placement)
    {
        if (placement.Place == TensorPlace.HostMemory)
            return Arrange(tensor, layout);
        var dense = Dense(tensor, layout);
        if ((nint)TensorMemory.AnyAddress(dense) % DeviceAlignment == 0)
            return dense;
        // A part of a larger tensor; new tensors begin well aligned.
        using (dense)
            return dense.clone();
    }

    private static Tensor Dense(Tensor near, ChannelLayout layout)
    {
        if (layout == ChannelLayout.ChannelsFirst)
            return near.contiguous();
        var rank = (int)near.dim();
        using var channelsLast = near.permute([0, .. Enumerable.Range(2, rank - 2).Select(d => (long)d), 1]);
        using var dense = channelsLast.contiguous();
        return dense.permute([0, rank - 1, .. Enumerable.Range(1, rank - 2).Select(d => (long)d)]);
    }

    /// <summary>Whether each element has one place and the places are contiguous, in one of the two layouts.</summary>
    public static bool IsDense(Tensor tensor) => tensor.is_contiguous() || (tensor.dim() > 2 && IsChannelsLast(tensor));

    private static bool IsChannelsLast(Tensor tensor)
    {
        var shape = tensor.shape;
        var strides = tensor.stride();
        var expected = shape[1];
        if (shape[1] > 1 && strides[1] != 1)
            return false;
        for (var d = shape.Length - 1; d != 1; d = d == 2 ? 0 : d - 1)
        {
            if (shape[d] > 1 && strides[d] != expected)
                return false;
            expected *= shape[d];
            if (d == 0)
                break;
        }

        return true;
    }
}
