using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor in TorchSharp's file format: element type, number of dimensions, sizes (all LEB128), then the elements in row-major order.</summary>
internal static class TensorFormat
{
    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        writer.WriteLeb128((long)tensor.dtype);
        writer.WriteLeb128(tensor.ndim);
        foreach (long size in tensor.shape)
            writer.WriteLeb128(size);
        using Tensor dense = tensor.detach().cpu().contiguous();
        writer.Write(dense.bytes);
    }

    /// <summary>Reads into a tensor, or past one where it is null.</summary>
    /// <exception cref="ArgumentException">The file's type or shape is another.</exception>
    internal static void Read(BinaryReader reader, Tensor? target)
    {
        using Tensor loaded = Read(reader);
        if (target is null)
            return;
        if (loaded.dtype != target.dtype)
            throw new ArgumentException($"Mismatched tensor data types while loading: the file has {loaded.dtype}, the module {target.dtype}.", nameof(reader));
        if (!loaded.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"Mismatched tensor shape while loading: the file has {loaded}, the module {target}.", nameof(reader));
        using (no_grad())
            target.copy_(loaded);
    }

    internal static Tensor Read(BinaryReader reader)
    {
        var type = (ScalarType)reader.ReadLeb128();
        var shape = new long[reader.ReadLeb128()];
        for (int d = 0; d < shape.Length; d++)
            shape[d] = reader.ReadLeb128();
        Tensor loaded = empty(shape, type);
        reader.BaseStream.ReadExactly(loaded.bytes);
        return loaded;
    }

    /// <summary>Little-endian groups of 7 bits, the high bit set on all but the last.</summary>
    internal static void WriteLeb128(this BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        writer.Write7BitEncodedInt64(value);
    }

    internal static long ReadLeb128(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
