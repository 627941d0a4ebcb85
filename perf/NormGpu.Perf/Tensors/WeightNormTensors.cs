using NormGpu.Host;

namespace NormGpu.Perf.Tensors;

/// <summary>Weight norm with all memory that it needs, ready to run: v, dw, w, dv and the values of each row.</summary>
internal sealed unsafe class WeightNormTensors : IDisposable
{
    private readonly Norm norm;
    private readonly WeightShape shape;
    private readonly ElementType type;
    private readonly TensorSets tensors;
    private readonly TensorSets rows;

    /// <summary>Makes the tensors and runs a forward pass, which a backward pass asks for.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Of v.</param>
    /// <param name="type">Of v, w, dw and dv.</param>
    /// <param name="leastBytes">Memory that the tensors take at least, so that <see cref="Next"/> leads past the cache.</param>
    public WeightNormTensors(Norm norm, WeightShape shape, ElementType type, long leastBytes)
    {
        this.norm = norm;
        this.shape = shape;
        this.type = type;
        tensors = new TensorSets(type, shape.Count, 4, inputs: 2, leastBytes);
        rows = new TensorSets(ElementType.Float32, shape.Rows, RowStatistics.Values + 2, inputs: 0, leastBytes: 0);
        new Span<float>(rows[0], shape.Rows).Fill(1);
        Forward();
    }

    private float* Gain => (float*)rows[0];

    private float* GainGradient => (float*)rows[1];

    private RowStatistics Statistics => new((float*)rows[2], shape.Rows);

    /// <summary>Turns to tensors that no cache holds.</summary>
    public void Next() => tensors.Next();

    /// <summary>w and the norms.</summary>
    public void Forward() => WeightNorm.Forward(norm, shape, type, tensors[0], tensors[2], Gain, 0, Statistics);

    /// <summary>dv and dg.</summary>
    public void Backward() => WeightNorm.Backward(norm, shape, type, tensors[0], tensors[1], tensors[3], Gain, 0, Statistics, GainGradient);

    public void Dispose()
    {
        tensors.Dispose();
        rows.Dispose();
    }
}
