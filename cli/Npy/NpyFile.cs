using NormGpu.Cli.CommandLine;
using NormGpu.Host;

namespace NormGpu.Cli.Npy;

/// <summary>Tensors in NumPy's .npy files.</summary>
public static class NpyFile
{
    private const int Piece = 1 << 24;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CommandException">The file is missing, damaged, or holds another type than FP16 or FP32.</exception>
    public static NpyTensor Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            return Read(stream);
        }
        catch (FormatException problem)
        {
            throw CommandException.Failed($"{path} {problem.Message}.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.Failed(Directory.Exists(path)
                ? $"{path} is a folder; a .npy file is expected."
                : $"Cannot read {path}: {problem.Message}");
        }
    }

    /// <summary>Writes a tensor, in C order.</summary>
    public static void Write(Stream stream, NpyTensor tensor)
    {
        stream.Write(NpyHeader.Encode(NpyElement.Descriptor(tensor.Type), tensor.Shape));
        for (long start = 0; start < tensor.Bytes; start += Piece)
            stream.Write(tensor.Slice(start, (int)Math.Min(Piece, tensor.Bytes - start)));
    }

    private static NpyTensor Read(FileStream stream)
    {
        var header = NpyHeader.Read(stream);
        var present = stream.Length - stream.Position;
        var type = NpyElement.TypeOf(header.Descriptor);
        var expected = ExpectedBytes(type, header.Shape);
        if (present < expected)
            throw new FormatException($"is truncated: shape {NpyTensor.Written(header.Shape)} needs {expected} bytes of elements, {present} are there");
        if (present > expected)
            throw new FormatException($"has {present - expected} bytes behind its last element; shape {NpyTensor.Written(header.Shape)} needs {expected}");

        var tensor = new NpyTensor(type, header.Shape);
        for (long start = 0; start < tensor.Bytes; start += Piece)
            stream.ReadExactly(tensor.Slice(start, (int)Math.Min(Piece, tensor.Bytes - start)));
        if (!header.FortranOrder)
            return tensor;
        using (tensor)
            return FortranOrder.ToRowMajor(tensor);
    }

    private static long ExpectedBytes(ElementType type, IReadOnlyList<long> shape)
    {
        Int128 bytes = type == ElementType.Float16 ? sizeof(ushort) : sizeof(float);
        foreach (var dimension in shape)
        {
            bytes *= dimension;
            if (bytes > long.MaxValue || dimension < 0)
                throw new FormatException($"has the impossible shape {NpyTensor.Written(shape)}");
        }

        return (long)bytes;
    }
}
