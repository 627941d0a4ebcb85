namespace NormGpu.Kernels.Layouts;

/// <summary>
/// How a tensor's channels are spread over groups of threads. A channel is cut into slots, one lane each; consecutive slots form splits, each reduced
/// by one set of threads. The cut depends on the shape and the launch policy alone, so results are the same bits on every run.
/// </summary>
/// <param name="channels">C.</param>
/// <param name="segments">Runs of contiguous positions a channel has: N for channels-first, 1 for channels-last.</param>
/// <param name="segmentLength">Positions a run: S for channels-first, N·S for channels-last.</param>
/// <param name="slotsPerSegment">Lanes that cover one run.</param>
/// <param name="splits">Groups that share a channel.</param>
/// <param name="slotsPerSplit">Slots a split.</param>
/// <param name="columns">Channels (channels-last: lanes of channels) a group works on side by side.</param>
/// <param name="threads">Threads of a group on each of them, a power of two.</param>
public readonly struct ChannelGrid(int channels, int segments, int segmentLength, int slotsPerSegment, int splits, int slotsPerSplit, int columns, int threads)
{
    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>N for channels-first, 1 for channels-last.</summary>
    public int Segments => segments;

    /// <summary>S for channels-first, N·S for channels-last.</summary>
    public int SegmentLength => segmentLength;

    /// <summary>Lanes that cover one segment.</summary>
    public int SlotsPerSegment => slotsPerSegment;

    /// <summary>Groups that share a channel.</summary>
    public int Splits => splits;

    /// <summary>Slots a split.</summary>
    public int SlotsPerSplit => slotsPerSplit;

    /// <summary>Channels (channels-last: lanes of channels) a group works on side by side.</summary>
    public int Columns => columns;

    /// <summary>Threads of a group on each column, a power of two.</summary>
    public int Threads => threads;

    /// <summary>Slots a channel.</summary>
    public int Slots => Segments * SlotsPerSegment;

    /// <summary>Elements a channel.</summary>
    public int Count => Segments * SegmentLength;
}
