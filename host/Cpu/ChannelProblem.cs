namespace NormGpu.Host.Cpu;

/// <summary>Everything that the loops of one call share.</summary>
internal sealed unsafe class ChannelProblem
{
    /// <summary>From this many elements on, a tensor leaves the cache before anybody reads it again.</summary>
    private const long UncachedCount = 4 << 20;

    private readonly ChannelShape shape;

    public ChannelProblem(in ChannelShape shape, ElementType type, void* x, void* gradient, void* output, ChannelCoefficients coefficients)
    {
        // (N, C) is the same memory in either layout, and lanes along channels need no tails.
        this.shape = shape.Spatial == 1 ? shape with { Layout = ChannelLayout.ChannelsLast } : shape;
        Type = type;
        X = x;
        Gradient = gradient;
        Output = output;
        Coefficients = coefficients;
        Loops = this.shape.Layout == ChannelLayout.ChannelsLast ? LoopLayout.ChannelsLast
            : ShortSegmentLoops.Suit(this.shape, type.Size()) ? LoopLayout.ShortSegments
            : LoopLayout.ChannelsFirst;
        Blocks = new BlockPlan(this.shape, Loops);
    }

    /// <summary>Shape and layout of every tensor below.</summary>
    public ref readonly ChannelShape Shape => ref shape;

    /// <summary>Storage of every tensor below.</summary>
    public ElementType Type { get; }

    /// <summary>What goes over them.</summary>
    public LoopLayout Loops { get; }

    /// <summary>Input.</summary>
    public void* X { get; }

    /// <summary>dy, or null in a forward pass.</summary>
    public void* Gradient { get; }

    /// <summary>y or dx.</summary>
    public void* Output { get; }

    /// <summary>Whether a tensor is too large for the cache: an output then bypasses it, and pages of rows are worth being met beforehand.</summary>
    public bool OutgrowsCache => shape.Count >= UncachedCount;

    /// <summary>Per-channel factors.</summary>
    public ChannelCoefficients Coefficients { get; }

    /// <summary>How channels are cut into blocks.</summary>
    public BlockPlan Blocks { get; }
}
