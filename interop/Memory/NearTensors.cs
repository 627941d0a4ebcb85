using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>Small FP32 tensors at hand in CPU memory for the time of one operator: themselves where they lie there, else staged copies.</summary>
internal sealed unsafe class NearTensors : IDisposable
{
    private readonly List<(Tensor Near, Tensor Original, bool Written)> _tensors = [];

    /// <summary>Address of the tensor's values, or of a copy of them; null for no tensor.</summary>
    /// <param name="tensor">FP32, or null.</param>
    /// <param name="written">Whether <see cref="WriteBack"/> copies the values back.</param>
    public float* Floats(Tensor? tensor, bool written = false)
    {
        if (tensor is null)
            return null;
        var near = tensor;
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            using var detached = tensor.detach();
            using var copied = detached.cpu();
            near = copied.contiguous();
        }

        _tensors.Add((near, tensor, written));
        return TensorMemory.Floats(near);
    }

    /// <summary>Copies what the operator wrote to where the tensors lie.</summary>
    public void WriteBack()
    {
        foreach (var (near, original, written) in _tensors)
        {
            if (written && !ReferenceEquals(near, original))
                original.copy_(near);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (near, original, _) in _tensors)
        {
            if (!ReferenceEquals(near, original))
                near.Dispose();
        }
    }

    /// <summary>Whether a tensor lies on a device already.</summary>
    public static bool LiesOn(Tensor tensor, Device device)
        => tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index);

    /// <summary>A result on the device of an input: itself where that is the CPU.</summary>
    public static Tensor ToDeviceOf(Tensor input, Tensor? result)
    {
        if (result is null || input.device_type == DeviceType.CPU)
            return result!;
        using (result)
            return result.to(input.device);
    }
}
