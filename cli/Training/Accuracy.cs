using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGpu.Cli.Training;

/// <summary>Counts right answers.</summary>
public static class Accuracy
{
    /// <summary>How many rows have their largest value at their label. A row with a NaN is wrong; among equals the first counts.</summary>
    /// <param name="scores">Half or float, (count, classes).</param>
    /// <param name="labels">Int64, (count).</param>
    public static int Right(Tensor scores, Tensor labels)
    {
        var classes = (int)scores.shape[1];
        using var single = scores.detach().to(ScalarType.Float32).contiguous();
        var rows = MemoryMarshal.Cast<byte, float>(single.bytes);
        var wanted = MemoryMarshal.Cast<byte, long>(labels.bytes);
        var right = 0;
        for (var row = 0; row < wanted.Length; row++)
        {
            if (Best(rows.Slice(row * classes, classes)) == wanted[row])
                right++;
        }

        return right;
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var index = 0; index < scores.Length; index++)
        {
            if (float.IsNaN(scores[index]))
                return -1;
            if (scores[index] > scores[best])
                best = index;
        }

        return best;
    }
}
