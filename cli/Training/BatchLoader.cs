using System.Runtime.InteropServices;
using NormGpu.Cli.Data;
using static TorchSharp.torch;

namespace NormGpu.Cli.Training;

/// <summary>Turns images into tensors.</summary>
/// <param name="set">The images.</param>
/// <param name="values">The network's input for each pixel value, (256).</param>
/// <param name="type">Of the input tensors.</param>
public sealed class BatchLoader(ImageSet set, float[] values, ScalarType type)
{
    /// <summary>Images of the set.</summary>
    public ImageSet Set => set;

    /// <summary>The network's input for each pixel value.</summary>
    /// <param name="scale">How pixels enter.</param>
    /// <param name="training">The images whose mean and standard deviation count.</param>
    /// <returns>256 values.</returns>
    public static float[] Values(InputScale scale, ImageSet training)
    {
        var pixels = Enumerable.Range(0, 256).Select(value => (double)value);
        if (scale == InputScale.Raw)
            return [.. pixels.Select(value => (float)value)];

        var counts = new long[256];
        foreach (var pixel in training.Pixels)
            counts[pixel]++;
        var total = (double)training.Pixels.Length;
        var mean = pixels.Select(value => value * counts[(int)value]).Sum() / total;
        var variance = pixels.Select(value => (value - mean) * (value - mean) * counts[(int)value]).Sum() / total;
        // Images of one grey only have nothing to scale.
        var deviation = variance > 0 ? Math.Sqrt(variance) : 1;
        return [.. pixels.Select(value => (float)((value - mean) / deviation))];
    }

    /// <summary>One batch: images (count, 1, size, size), and labels (count) as int64.</summary>
    public (Tensor Images, Tensor Labels) Load(ReadOnlySpan<int> images)
    {
        var pixels = empty(new long[] { images.Length, 1, set.Size, set.Size }, ScalarType.Float32);
        var labels = empty(new long[] { images.Length }, ScalarType.Int64);
        var pixelValues = MemoryMarshal.Cast<byte, float>(pixels.bytes);
        var labelValues = MemoryMarshal.Cast<byte, long>(labels.bytes);
        for (var index = 0; index < images.Length; index++)
        {
            var from = set.Pixels.AsSpan(images[index] * set.PixelsPerImage, set.PixelsPerImage);
            var to = pixelValues.Slice(index * set.PixelsPerImage, set.PixelsPerImage);
            for (var pixel = 0; pixel < from.Length; pixel++)
                to[pixel] = values[from[pixel]];
            labelValues[index] = set.Labels[images[index]];
        }

        return (pixels.to(type), labels);
    }
}
