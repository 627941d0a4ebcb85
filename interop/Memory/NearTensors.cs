using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>Small FP32 tensors at hand in CPU memory for the time of one operator: themselves where they lie there, else staged copies.</summary>
internal sealed unsafe class NearTensors : IDisposable
{
    private readonly List<(Tensor Staged, Tensor? Original)> _tensors = [];

    /// <summary>Address of the tensor's values, or of a copy of them; null for no tensor.</summary>
    /// <param name="tensor">FP32, or null.</param>
    /// <param name="written">Whether <see cref="WriteBack"/> copies the values back.</param>
    public float* Floats(Tensor? tensor, bool written = false)
    {
        if (tensor is null)
            return null;
        using var detached = tensor.detach();
        using var near = detached.cpu();
        var staged = near.contiguous();
        _tensors.Add((staged, written && tensor.device_type != DeviceType.CPU ? tensor : null));
        return TensorMemory.Floats(staged);
    }

    /// <summary>Copies what the operator wrote to where the tensors lie.</summary>
    public void WriteBack()
    {
        foreach (var (staged, original) in _tensors)
            original?.copy_(staged);
    }

    /// <inheritdoc/>
    public void Dispose() => _tensors.ForEach(pair => pair.Staged.Dispose());

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
