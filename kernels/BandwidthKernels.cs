using ILGPU;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels;

/// <summary>What a device's memory gives at best: the limit that norms are measured against.</summary>
public static class BandwidthKernels
{
    /// <summary>Reads every pack once. Any grid. Writes one word a thread.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="sink">Receives a word for each thread of the grid, so that no read can be left out.</param>
    public static void Read(ArrayView<Pack> source, ArrayView<uint> sink)
    {
        var threads = (long)Grid.DimX * Group.DimX;
        var thread = (long)Grid.IdxX * Group.DimX + Group.IdxX;
        var folded = 0u;
        for (var i = thread; i < source.Length; i += threads)
        {
            var pack = source[i];
            folded ^= pack.First ^ pack.Second ^ pack.Third ^ pack.Fourth;
        }

        sink[thread] = folded;
    }

    /// <summary>Copies every pack once. Any grid.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="destination">As long as the source.</param>
    public static void Copy(ArrayView<Pack> source, ArrayView<Pack> destination)
    {
        var threads = (long)Grid.DimX * Group.DimX;
        for (var i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < source.Length; i += threads)
            destination[i] = source[i];
    }
}
