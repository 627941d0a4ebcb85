using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A copy of an array of any rank, as a tensor of the same shape.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        return FromArray(rawArray, ShapeOf(rawArray), dtype, device, requires_grad, names);
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    internal static Tensor FromArray(Array array, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        ScalarType type = ScalarTypeOf(array.GetType().GetElementType()!);
        Tensor tensor = empty(shape, type);
        int length = checked((int)(array.LongLength * tensor.ElementSize));
        if (length != tensor.NumberOfElements * tensor.ElementSize)
        {
            tensor.Dispose();
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {array.LongLength} elements, shape [{string.Join(", ", shape.ToArray())}].", nameof(array));
        }
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), length).CopyTo(tensor.bytes);
        return Finish(tensor, dtype ?? type, device, requires_grad, names);
    }

    private static long[] ShapeOf(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];

    private static Tensor Finish(Tensor tensor, ScalarType dtype, Device? device, bool requires_grad, string[]? names)
    {
        RefuseNames(names);
        Tensor result = tensor.to(dtype, device ?? CPU);
        tensor.Dispose();
        return Require(result, requires_grad);
    }
}
