using BenchmarkDotNet.Attributes;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Operators;

/// <summary>Batch norm in training.</summary>
public class BatchNormTraining
{
    private BatchNormTensors tensors = null!;

    /// <summary>All norms, shapes and types.</summary>
    public static IEnumerable<BatchNormCase> Cases => BatchNormCase.All(Enum.GetValues<Norm>());

    /// <summary>What is measured.</summary>
    [ParamsSource(nameof(Cases))]
    public BatchNormCase Case { get; set; } = null!;

    /// <summary>Makes the tensors.</summary>
    [GlobalSetup]
    public void Prepare() => tensors = new BatchNormTensors(Case.Norm, Case.Shape, Case.Type, threads: 0, OperatorBenchmarks.LeastBytes);

    /// <summary>Frees the tensors.</summary>
    [GlobalCleanup]
    public void Release() => tensors.Dispose();

    /// <summary>Reads x, writes y.</summary>
    [Benchmark]
    [TensorsMoved(2)]
    public void Forward()
    {
        tensors.Next();
        tensors.Forward();
    }

    /// <summary>Reads x and dy, writes dx.</summary>
    [Benchmark]
    [TensorsMoved(BatchNormCase.BackwardTensors)]
    public void Backward()
    {
        tensors.Next();
        tensors.Backward();
    }
}
