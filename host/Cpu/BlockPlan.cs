namespace NormGpu.Host.Cpu;

/// <summary>
/// The fixed partition of a channel's elements into blocks. Sums are taken in FP32, in parts of a block, and combined in double, over blocks in block
/// order: so the result depends on the shape alone, never on threads.
/// </summary>
internal readonly struct BlockPlan
{
    /// <summary>Elements of a channels-first tensor that one set of FP32 sums takes in at most.</summary>
    public const long SinglePrecisionElements = 4096;

    /// <summary>Elements a block of a channels-first tensor: enough to pay for its calls and its fold, few enough to search again for an end of range.</summary>
    public const long ElementsPerBlock = 16384;

    /// <summary>Rows a block of a channels-last tensor, or segments a block of a channels-first one, at most.</summary>
    public const long RowsPerBlock = 256;

    /// <summary>Blocks of a channels-last tensor that threads can share, as long as each has rows enough to pay for its fold.</summary>
    private const long FewestBlocks = 8;
    private const long FewestRowsPerBlock = 64;

    /// <summary>The same for short segments of few groups of channels.</summary>
    private const long FewestSegmentsPerBlock = 32;

    private readonly long batch;
    private readonly long spatial;
    private readonly long segmentsPerBlock;
    private readonly long blocksPerSegment;

    public BlockPlan(in ChannelShape shape, LoopLayout loops)
    {
        // Channels-last: a row is a position of one sample, so all rows form one segment.
        var channelsLast = loops == LoopLayout.ChannelsLast;
        batch = channelsLast ? 1 : shape.Batch;
        spatial = channelsLast ? shape.CountPerChannel : shape.Spatial;
        var target = channelsLast ? Math.Clamp((spatial + FewestBlocks - 1) / FewestBlocks, FewestRowsPerBlock, RowsPerBlock) : ElementsPerBlock;
        // Short segments are all tail: each is one addition to the same lane, so no more of them than rows.
        segmentsPerBlock = Math.Clamp(target / spatial, 1, RowsPerBlock);
        if (loops == LoopLayout.ShortSegments && ShortSegmentLoops.Groups(shape) < FewestBlocks)
            segmentsPerBlock = Math.Min(segmentsPerBlock, Math.Max((batch + FewestBlocks - 1) / FewestBlocks, FewestSegmentsPerBlock));
        blocksPerSegment = segmentsPerBlock > 1 ? 1 : (spatial + target - 1) / target;
        BlockLength = blocksPerSegment > 1 ? target : spatial;
        Blocks = blocksPerSegment > 1 ? batch * blocksPerSegment : (batch + segmentsPerBlock - 1) / segmentsPerBlock;
    }

    /// <summary>Blocks a channel.</summary>
    public long Blocks { get; }

    private long BlockLength { get; }

    /// <summary>The block that holds a position of the channel.</summary>
    public long BlockAt(long position)
    {
        if (blocksPerSegment == 1)
            return position / spatial / segmentsPerBlock;
        var (segment, start) = Math.DivRem(position, spatial);
        return segment * blocksPerSegment + start / BlockLength;
    }

    /// <summary>The positions of a block: the first, and one past the last.</summary>
    public (long Begin, long End) Positions(long block)
    {
        var runs = Runs(block);
        var begin = runs.FirstSegment * spatial + runs.Start;
        return (begin, begin + runs.Segments * runs.Length);
    }

    /// <summary>The runs of contiguous positions that make up block <paramref name="block"/>.</summary>
    public BlockRuns Runs(long block)
    {
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
