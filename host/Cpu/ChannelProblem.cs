namespace NormGpu.Host.Cpu;

/// <summary>Everything that the loops of one call share.</summary>
internal unsafe sealed class ChannelProblem(in ChannelShape shape, void* x, void* gradient, void* output, ChannelCoefficients coefficients)
{
    private readonly ChannelShape shape = shape;

    /// <summary>Shape and layout of every tensor below.</summary>
    public ref readonly ChannelShape Shape => ref shape;

    /// <summary>Input.</summary>
    public void* X => x;

    /// <summary>dy, or null in a forward pass.</summary>
    public void* Gradient => gradient;

    /// <summary>y or dx.</summary>
    public void* Output => output;

    /// <summary>Per-channel factors.</summary>
    public ChannelCoefficients Coefficients => coefficients;

    /// <summary>How channels are cut into blocks.</summary>
    public BlockPlan Blocks { get; } = new(shape);
}
