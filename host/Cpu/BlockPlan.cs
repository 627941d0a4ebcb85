namespace NormGpu.Host.Cpu;

/// <summary>
/// The fixed partition of a channel's elements into blocks. Sums are taken per block in FP32 and combined over blocks in double, in block order:
/// so the result depends on the shape alone, never on threads.
/// </summary>
internal readonly struct BlockPlan
{
    /// <summary>Elements a block of a channels-first tensor: short enough for FP32 partial sums, long enough to pay for the fold.</summary>
    private const long ElementsPerBlock = 4096;

    /// <summary>Rows a block of a channels-last tensor, or segments a block of a channels-first one, at most.</summary>
    private const long RowsPerBlock = 256;

    private readonly long batch;
    private readonly long spatial;
    private readonly long segmentsPerBlock;
    private readonly long blocksPerSegment;
    private readonly ChunkedBlocks? chunked;

    public BlockPlan(in ChannelShape shape)
    {
        // Channels-last: a row is a position of one sample, so all rows form one segment.
        var channelsLast = shape.Layout == ChannelLayout.ChannelsLast;
        batch = channelsLast ? 1 : shape.Batch;
        spatial = channelsLast ? shape.CountPerChannel : shape.Spatial;
        var target = channelsLast ? RowsPerBlock : ElementsPerBlock;
        // Short segments are all tail: each is one addition to the same lane, so no more of them than rows.
        segmentsPerBlock = Math.Clamp(target / spatial, 1, RowsPerBlock);
        blocksPerSegment = segmentsPerBlock > 1 ? 1 : (spatial + target - 1) / target;
        BlockLength = blocksPerSegment > 1 ? target : spatial;
        Blocks = blocksPerSegment > 1 ? batch * blocksPerSegment : (batch + segmentsPerBlock - 1) / segmentsPerBlock;
    }

    /// <summary>The plan whose blocks lie inside chunks of the channel.</summary>
    public BlockPlan(in ChannelShape shape, int chunks)
        : this(shape)
    {
        chunked = new ChunkedBlocks(chunks, batch, spatial, shape.Layout == ChannelLayout.ChannelsLast ? RowsPerBlock : ElementsPerBlock);
        Blocks = chunked.Runs.Count;
    }

    /// <summary>Blocks a channel.</summary>
    public long Blocks { get; }

    /// <summary>The chunk that a block lies in; 0 where there are no chunks.</summary>
    public int Chunk(long block) => chunked?.Chunks[(int)block] ?? 0;

    private long BlockLength { get; }

    /// <summary>The runs of contiguous positions that make up block <paramref name="block"/>.</summary>
    public BlockRuns Runs(long block)
    {
        if (chunked is not null)
            return chunked.Runs[(int)block];
        if (blocksPerSegment > 1)
        {
            var start = block % blocksPerSegment * BlockLength;
            return new BlockRuns(block / blocksPerSegment, 1, start, Math.Min(BlockLength, spatial - start));
        }

        var first = block * segmentsPerBlock;
        return new BlockRuns(first, Math.Min(segmentsPerBlock, batch - first), 0, spatial);
    }
}

/// <summary>Segments of one block, and the positions that it takes of each.</summary>
/// <param name="FirstSegment">First segment.</param>
/// <param name="Segments">How many segments.</param>
/// <param name="Start">First position inside each.</param>
/// <param name="Length">Positions of each.</param>
internal readonly record struct BlockRuns(long FirstSegment, long Segments, long Start, long Length);
