using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;

namespace NormGpu.Kernels.Ranges;

/// <summary>One chunk of a channel, where the grid's splits are chunks.</summary>
/// <param name="begin">Its first position.</param>
/// <param name="end">One past its last.</param>
internal readonly struct Chunk(int begin, int end)
{
    /// <summary>First position.</summary>
    public int Begin => begin;

    /// <summary>One past the last.</summary>
    public int End => end;

    /// <summary>Chunk number <paramref name="split"/>.</summary>
    public static Chunk Of(ChannelGrid grid, int split) => new(
        (int)ChunkRange.Begin(grid.Count, grid.Splits, split), (int)ChunkRange.Begin(grid.Count, grid.Splits, split + 1));

    /// <summary>What of a slot lies in the chunk. Lanes along channels lie in it whole or not at all.</summary>
    public static Run Clip<TLayout>(Chunk chunk, Run run)
        where TLayout : struct, ILayout => TLayout.HasPartialLanes ? run.Clip(chunk.Begin, chunk.End) : run;
}
