using System.IO.Compression;
using NormGpu.Cli.Npy;
using static TorchSharp.torch;

namespace NormGpu.Cli.Training;

/// <summary>Tensors by name in one .npz file, which numpy.load opens. The same tensors give the same bytes.</summary>
public static class TensorArchive
{
    private const string Ending = ".npy";

    // The earliest time that a zip file can hold.
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (ScalarType Type, string Descriptor)[] Types =
    [
        (ScalarType.Float16, "<f2"),
        (ScalarType.Float32, "<f4"),
        (ScalarType.Float64, "<f8"),
        (ScalarType.Int64, "<i8"),
    ];

    /// <summary>Adds tensors to an archive, each as PREFIX + NAME.npy.</summary>
    public static void Add(ZipArchive archive, string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            using var plain = tensor.detach().cpu().contiguous();
            var descriptor = Types.First(row => row.Type == plain.dtype).Descriptor;
            AddEntry(archive, prefix + name + Ending, stream =>
            {
                stream.Write(NpyHeader.Encode(descriptor, plain.shape));
                stream.Write(plain.bytes);
            });
        }
    }

    /// <summary>Adds one file to an archive.</summary>
    public static void AddEntry(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = FixedTime;
        using var stream = entry.Open();
        write(stream);
    }

    /// <summary>Reads all tensors whose name begins with a prefix; the caller owns them.</summary>
    /// <exception cref="FormatException">An entry is damaged.</exception>
    public static Dictionary<string, Tensor> Read(ZipArchive archive, string prefix)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.StartsWith(prefix, StringComparison.Ordinal) && entry.FullName.EndsWith(Ending, StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            var header = NpyHeader.Read(stream);
            var type = Array.Find(Types, row => row.Descriptor.Equals(header.Descriptor, StringComparison.Ordinal));
            if (type.Descriptor is null || header.FortranOrder)
                throw new FormatException($"{entry.FullName} has the type '{header.Descriptor}'");
            var tensor = empty([.. header.Shape], type.Type);
            stream.ReadExactly(tensor.bytes);
            tensors.Add(entry.FullName[prefix.Length..^Ending.Length], tensor);
        }

        return tensors;
    }
}
