using System.IO.Compression;

namespace NormGpu.Cli.Tests.Data;

/// <summary>IDX files made byte by byte, apart from the code under test.</summary>
internal static class IdxBytes
{
    public static byte[] File(int[] dimensions, byte[] elements)
    {
        var sizes = dimensions.SelectMany(size => new[] { (byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size });
        return [0, 0, 8, (byte)dimensions.Length, .. sizes, .. elements];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(content);
        return packed.ToArray();
    }

    /// <summary>A data set whose class is plain to see: a bright square at a place of its own, on noise.</summary>
    public static void WriteDataset(string folder, int training, int test, int size = 28, int classes = 10)
    {
        WriteSet(folder, "train", training, size, classes, seed: 1);
        WriteSet(folder, "t10k", test, size, classes, seed: 2);
    }

    private static void WriteSet(string folder, string name, int count, int size, int classes, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * size * size];
        random.NextBytes(pixels);
        var labels = new byte[count];
        for (var image = 0; image < count; image++)
        {
            labels[image] = (byte)(image % classes);
            for (var pixel = 0; pixel < size * size; pixel++)
            {
                var inside = pixel / size / 5 * 5 + pixel % size / 5 == 6 + labels[image];
                ref var value = ref pixels[image * size * size + pixel];
                value = (byte)(inside ? 255 - value / 4 : value / 4);
            }
        }

        System.IO.File.WriteAllBytes(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"), Gzip(File([count, size, size], pixels)));
        System.IO.File.WriteAllBytes(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), File([count], labels));
    }
}
