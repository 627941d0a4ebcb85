using System.Runtime.InteropServices;
using NormGpu.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>The memory of tensors, without a copy. Whoever takes an address keeps the tensor alive until the last access.</summary>
internal static unsafe partial class TensorMemory
{
    /// <summary>Where there is a tensor, libtorch is loaded, and what works on tensors' memory shares its threads.</summary>
    static TensorMemory() => OpenMpThreads.Share();

    /// <summary>First element of a dense CPU tensor, storage offset included.</summary>
    /// <exception cref="ArgumentException">The tensor lies on another device.</exception>
    public static void* Address(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new ArgumentException($"The tensor lies on {tensor.device}, not in CPU memory.");
        return AnyAddress(tensor);
    }

    /// <summary>The same on any device: an address in that device's memory.</summary>
    public static void* AnyAddress(Tensor tensor) => (void*)THSTensor_data(tensor.Handle);

    /// <summary>First element of a dense tensor in the memory that a placement wants it in.</summary>
    public static void* Address(Tensor tensor, Placement placement) =>
        placement.Place == TensorPlace.DeviceMemory ? AnyAddress(tensor) : Address(tensor);

    /// <summary>First element of a dense FP32 tensor; null for no tensor.</summary>
    public static float* Floats(Tensor? tensor)
    {
        if (tensor is null)
            return null;
        return tensor.dtype == ScalarType.Float32 ? (float*)Address(tensor) : throw new ArgumentException($"Expected a float32 tensor, got {tensor.dtype}.");
    }

    /// <summary>First element of a dense FP16 tensor.</summary>
    public static ushort* Halves(Tensor tensor)
        => tensor.dtype == ScalarType.Float16 ? (ushort*)Address(tensor) : throw new ArgumentException($"Expected a float16 tensor, got {tensor.dtype}.");

    // The entry point is TorchSharp's own; its managed accessors copy or count elements.
    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint tensor);
}
