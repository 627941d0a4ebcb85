using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>Whether all elements of a tensor are finite, from their exponent bits.</summary>
internal static unsafe class Finite
{
    private const ushort HalfExponent = 0x7C00;
    private const uint SingleExponent = 0x7F800000;

    /// <summary>True where no element is NaN or infinite. float16 and float32 on the CPU are read in place.</summary>
    public static bool All(Tensor tensor)
    {
        var readable = tensor.device_type == DeviceType.CPU && tensor.dtype is ScalarType.Float16 or ScalarType.Float32;
        if (!readable)
        {
            using var finite = tensor.isfinite();
            using var all = finite.all();
            return all.item<bool>();
        }

        using var dense = DenseTensor.Of(tensor);
        var address = TensorMemory.Address(dense.Tensor);
        return tensor.dtype == ScalarType.Float16
            ? All((ushort*)address, tensor.numel(), HalfExponent)
            : All((uint*)address, tensor.numel(), SingleExponent);
    }

    private static bool All<T>(T* bits, long count, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        long i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (Vector.EqualsAny(*(Vector<T>*)(bits + i) & mask, mask))
                return false;
        }

        for (; i < count; i++)
        {
            if ((bits[i] & exponent) == exponent)
                return false;
        }

        return true;
    }
}
