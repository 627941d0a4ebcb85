using BenchmarkDotNet.Attributes;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Operators;

/// <summary>Batch norm with running statistics, where only L2 and mean-only differ from the rest.</summary>
public class BatchNormInference
{
    private BatchNormTensors tensors = null!;

    /// <summary>All shapes and types.</summary>
    public static IEnumerable<BatchNormCase> Cases => BatchNormCase.All(Norm.L1, Norm.L2, Norm.Mean);

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
    public void Inference()
    {
        tensors.Next();
        tensors.Inference();
    }
}
