namespace ILGPU;

/// <summary>What a context was built with.</summary>
public class ContextProperties
{
    protected ContextProperties()
    {
    }

    public OptimizationLevel OptimizationLevel { get; protected set; } = OptimizationLevel.Release;

    public MathMode MathMode { get; protected set; }

    public InliningMode InliningMode { get; protected set; }

    public bool EnableAssertions { get; protected set; }
}
