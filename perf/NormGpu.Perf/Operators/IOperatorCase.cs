namespace NormGpu.Perf.Operators;

/// <summary>What a benchmark runs on, as far as throughput needs it.</summary>
public interface IOperatorCase
{
    /// <summary>Bytes that a pass over so many tensors, inputs and outputs together, must read or write, each once.</summary>
    long BytesMoved(int tensors);
}

/// <summary>How many tensors of its case a benchmark must at least read or write, each once.</summary>
/// <param name="count">Inputs and outputs together.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TensorsMovedAttribute(int count) : Attribute
{
    /// <summary>Inputs and outputs together.</summary>
    public int Count => count;
}
