using NormGpu.Kernels.Norms;

namespace NormGpu.Host.Cpu;

/// <summary>Blocks that each lie inside one chunk of a channel, in order; chunks begin and end anywhere, also inside a segment.</summary>
internal sealed class ChunkedBlocks
{
    private readonly List<BlockRuns> runs = [];
    private readonly List<int> chunkOfBlock = [];
    private readonly long spatial;
    private readonly long target;

    /// <summary>Cuts a channel.</summary>
    /// <param name="chunks">How many chunks, sizes as in numpy.array_split.</param>
    /// <param name="batch">Segments.</param>
    /// <param name="spatial">Positions a segment.</param>
    /// <param name="target">Most positions a block.</param>
    public ChunkedBlocks(int chunks, long batch, long spatial, long target)
    {
        this.spatial = spatial;
        this.target = target;
        for (var chunk = 0; chunk < chunks; chunk++)
            Cut(chunk, ChunkRange.Begin(batch * spatial, chunks, chunk), ChunkRange.Begin(batch * spatial, chunks, chunk + 1));
    }

    /// <summary>The runs of each block.</summary>
    public IReadOnlyList<BlockRuns> Runs => runs;

    /// <summary>The chunk of each block.</summary>
    public IReadOnlyList<int> Chunks => chunkOfBlock;

    private void Cut(int chunk, long begin, long end)
    {
        while (begin < end)
        {
            var (segment, start) = Math.DivRem(begin, spatial);
            var whole = Math.Min((end - begin) / spatial, target / spatial);
            var block = start == 0 && whole > 1
                ? new BlockRuns(segment, whole, 0, spatial)
                : new BlockRuns(segment, 1, start, Math.Min(Math.Min(spatial - start, end - begin), target));
            runs.Add(block);
            chunkOfBlock.Add(chunk);
            begin += block.Segments * block.Length;
        }
    }
}
