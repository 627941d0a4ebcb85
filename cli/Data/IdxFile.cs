using System.Buffers.Binary;
using System.IO.Compression;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Data;

/// <summary>Bytes with their dimensions, as MNIST's IDX files hold them.</summary>
/// <remarks>Source: Y. LeCun's description of the format: two zero bytes, type, number of dimensions, each dimension as a big-endian 32-bit integer, elements.</remarks>
/// <param name="Dimensions">Outermost first.</param>
/// <param name="Elements">Row-major.</param>
public sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Elements)
{
    private const byte UnsignedByte = 0x08;
    // DEFLATE turns one byte into at most 1,032.
    private const long LargestExpansion = 1032;

    /// <summary>Reads a plain or gzipped file, whatever its name ends with.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">How many dimensions it must have.</param>
    /// <exception cref="CommandException">The file is no IDX file of bytes with that many dimensions, is truncated or too long.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (!IsGzip(file))
                return Read(file, path, dimensions, file.Length);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return Read(unpacked, path, dimensions, file.Length * LargestExpansion);
        }
        catch (InvalidDataException problem)
        {
            throw CommandException.Failed($"{path} is damaged: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"Cannot read {path}: {problem.Message}");
        }
    }

    private static IdxFile Read(Stream stream, string path, int dimensions, long mostBytes)
    {
        var head = new byte[4 + 4 * dimensions];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read < 4 || head[0] != 0 || head[1] != 0 || head[2] != UnsignedByte || head[3] != dimensions)
        {
            throw CommandException.Failed(
                $"{path} begins with {Convert.ToHexString(head, 0, Math.Min(read, 4))}; an IDX file of bytes with {dimensions} dimension{(dimensions == 1 ? "" : "s")} begins with 0000080{dimensions}.");
        }

        if (read < head.Length)
            throw CommandException.Failed($"{path} is truncated within its header.");
        var sizes = Enumerable.Range(0, dimensions).Select(d => BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4 + 4 * d))).ToArray();
        var count = sizes.Aggregate(UInt128.One, (product, size) => product * size);
        if (count > (UInt128)Array.MaxLength)
            throw CommandException.Failed($"{path} claims {string.Join(" × ", sizes)} elements; at most {Array.MaxLength} are read.");
        if (count > (UInt128)mostBytes)
            throw CommandException.Failed($"{path} is truncated: it claims {string.Join(" × ", sizes)} elements.");

        var elements = new byte[(int)count];
        var present = stream.ReadAtLeast(elements, elements.Length, throwOnEndOfStream: false);
        if (present < elements.Length)
            throw CommandException.Failed($"{path} is truncated: it claims {string.Join(" × ", sizes)} elements, {present} are there.");
        if (stream.ReadByte() >= 0)
            throw CommandException.Failed($"{path} goes on behind its last element; it claims {string.Join(" × ", sizes)}.");
        return new IdxFile(Array.ConvertAll(sizes, size => (int)size), elements);
    }

    private static bool IsGzip(FileStream file)
    {
        var gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }
}
