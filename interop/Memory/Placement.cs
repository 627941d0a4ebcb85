using NormGpu.Host;
using NormGpu.Host.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>Where one call computes, and whether it works on Torch's tensors where they lie or on copies in host memory.</summary>
/// <param name="Device">The device; null is the processor.</param>
/// <param name="Place">Where the tensors lie that the operators get.</param>
internal readonly record struct Placement(ComputeDevice? Device, TensorPlace Place)
{
    /// <summary>The placement of a tensor's operator.</summary>
    /// <param name="tensor">The input.</param>
    /// <param name="wanted">The device that the layer asks for; null: the one that the tensor lies on, where norms can be computed there.</param>
    public static Placement Of(Tensor tensor, ComputeDevice? wanted)
    {
        var device = wanted ?? Native(tensor);
        return device is { Kind: not DeviceKind.Cpu } && DirectAccess.Shared.Works(device, tensor.device)
            ? new Placement(device, TensorPlace.DeviceMemory)
            : new Placement(device, TensorPlace.HostMemory);
    }

    private static ComputeDevice? Native(Tensor tensor)
    {
        var id = $"cuda:{tensor.device_index}";
        return tensor.device_type == DeviceType.CUDA && DeviceCatalogue.All.Any(device => device.IsAvailable && device.Id.Equals(id, StringComparison.Ordinal))
            ? DeviceCatalogue.Find(id)
            : null;
    }
}
