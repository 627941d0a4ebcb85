using BenchmarkDotNet.Attributes;
using NormGpu.Host;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Operators;

/// <summary>A weight norm that is measured.</summary>
/// <param name="Norm">L1, L2 or LInf.</param>
/// <param name="Rows">Output channels.</param>
/// <param name="RowLength">Elements a row.</param>
/// <param name="Type">Of the elements.</param>
public sealed record WeightNormCase(Norm Norm, int Rows, int RowLength, ElementType Type) : IOperatorCase
{
    /// <inheritdoc/>
    public long BytesMoved(int tensors) => (long)tensors * Rows * RowLength * TensorSets.SizeOf(Type);

    /// <inheritdoc/>
    public override string ToString() => $"{Norm} {Rows}x{RowLength} {Type}";
}

/// <summary>Weight norm with a learned gain.</summary>
public class WeightNormTraining
{
    // 3×3 convolutions of 64 and 512 channels, ResNet's first layer and its classifier, and one that divides by nothing.
    private static readonly (int Rows, int RowLength)[] Shapes = [(64, 64 * 9), (512, 512 * 9), (64, 3 * 49), (1000, 2048), (67, 1021)];

    private WeightNormTensors tensors = null!;

    /// <summary>All norms, shapes and types.</summary>
    public static IEnumerable<WeightNormCase> Cases =>
        from norm in new[] { Norm.L1, Norm.L2, Norm.LInf }
        from shape in Shapes
        from type in Enum.GetValues<ElementType>()
        select new WeightNormCase(norm, shape.Rows, shape.RowLength, type);

    /// <summary>What is measured.</summary>
    [ParamsSource(nameof(Cases))]
    public WeightNormCase Case { get; set; } = null!;

    /// <summary>Makes the tensors.</summary>
    [GlobalSetup]
    public void Prepare() => tensors = new WeightNormTensors(Case.Norm, new WeightShape(Case.Rows, Case.RowLength), Case.Type, OperatorBenchmarks.LeastBytes);

    /// <summary>Frees the tensors.</summary>
    [GlobalCleanup]
    public void Release() => tensors.Dispose();

    /// <summary>Reads v, writes w.</summary>
    [Benchmark]
    [TensorsMoved(2)]
    public void Forward()
    {
        tensors.Next();
        tensors.Forward();
    }

    /// <summary>Reads v and dw, writes dv.</summary>
    [Benchmark]
    [TensorsMoved(3)]
    public void Backward()
    {
        tensors.Next();
        tensors.Backward();
    }
}
