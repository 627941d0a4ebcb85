namespace NormGpu.Host.Cpu;

/// <summary>The tensors of one call as rows of columns.</summary>
/// <param name="first">Where column 0 of the first row lies in each tensor, in elements.</param>
/// <param name="x">Column 0 of the input's first row.</param>
/// <param name="gradient">The same of dy, or null.</param>
/// <param name="output">The same of y or dx, or null.</param>
/// <param name="stride">Elements from one row to the next.</param>
/// <param name="rows">How many rows.</param>
/// <param name="coefficients">Per-channel factors.</param>
/// <param name="outgrowCache">Whether the tensors are too large for the cache.</param>
internal readonly unsafe struct RowTensors(long first, void* x, void* gradient, void* output, long stride, long rows, ChannelCoefficients coefficients, bool outgrowCache)
{
    /// <summary>Channels-last tensors: a row is a position, a column a channel.</summary>
    public RowTensors(ChannelProblem problem)
        : this(0, problem.X, problem.Gradient, problem.Output, problem.Shape.Channels, problem.Shape.CountPerChannel, problem.Coefficients, problem.OutgrowsCache)
    {
    }

    /// <summary>Where column 0 of the first row lies in each tensor, in elements; the addresses below are of it.</summary>
    public long First => first;

    /// <summary>Input.</summary>
    public void* X => x;

    /// <summary>dy, or null in a forward pass.</summary>
    public void* Gradient => gradient;

    /// <summary>y or dx.</summary>
    public void* Output => output;

    /// <summary>Elements from one row to the next.</summary>
    public long Stride => stride;

    /// <summary>How many rows.</summary>
    public long Rows => rows;

    /// <summary>Per-channel factors.</summary>
    public ChannelCoefficients Coefficients => coefficients;

    /// <summary>Whether the tensors are too large for the cache.</summary>
    public bool OutgrowCache => outgrowCache;
}
