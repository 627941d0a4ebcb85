using NormGpu.Host;

namespace NormGpu.Cli.Npy;

/// <summary>Tensors whose first dimension runs fastest, as NumPy writes them for transposed views.</summary>
internal static unsafe class FortranOrder
{
    /// <summary>A copy in row-major order, the last dimension fastest.</summary>
    public static NpyTensor ToRowMajor(NpyTensor source)
    {
        var copy = new NpyTensor(source.Type, source.Shape);
        if (source.Type == ElementType.Float16)
            Transpose((ushort*)source.Data, (ushort*)copy.Data, source.Shape, source.Count);
        else
            Transpose((float*)source.Data, (float*)copy.Data, source.Shape, source.Count);
        return copy;
    }

    private static void Transpose<T>(T* source, T* destination, IReadOnlyList<long> shape, long count)
        where T : unmanaged
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var dimension = 0; dimension < shape.Count; dimension++)
        {
            strides[dimension] = stride;
            stride *= shape[dimension];
        }

        var index = new long[shape.Count];
        var from = 0L;
        for (long to = 0; to < count; to++)
        {
            destination[to] = source[from];
            for (var dimension = shape.Count - 1; dimension >= 0; dimension--)
            {
                from += strides[dimension];
                if (++index[dimension] < shape[dimension])
                    break;
                from -= strides[dimension] * shape[dimension];
                index[dimension] = 0;
            }
        }
    }
}
