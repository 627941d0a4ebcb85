using NormGpu.Host;
using NormGpu.Perf.Measuring;

namespace NormGpu.Perf.Tensors;

/// <summary>Batch norm with all memory that it needs, ready to run: x, dy, y, dx and the values of each channel.</summary>
internal sealed unsafe class BatchNormTensors : IDisposable
{
    private readonly BatchNormSettings settings;
    private readonly ChannelShape shape;
    private readonly ElementType type;
    private readonly int threads;
    private readonly TensorSets tensors;
    private readonly TensorSets channels;

    /// <summary>Makes the tensors and runs a forward pass, which a backward pass asks for.</summary>
    /// <param name="norm">The deviation.</param>
    /// <param name="shape">Of x.</param>
    /// <param name="type">Of x, y, dy and dx.</param>
    /// <param name="threads">Upper bound; 0 means all cores.</param>
    /// <param name="leastBytes">Memory that the tensors take at least, so that <see cref="Next"/> leads past the cache.</param>
    /// <param name="activation">Behind the norm, in the same pass.</param>
    public BatchNormTensors(Norm norm, ActivationShape shape, ElementType type, int threads, long leastBytes = 0, Activation activation = Activation.None)
    {
        settings = new BatchNormSettings(norm, Activation: activation);
        this.shape = shape.ForOperators;
        this.type = type;
        this.threads = threads;
        tensors = new TensorSets(type, this.shape.Count, 4, inputs: 2, leastBytes);
        channels = new TensorSets(ElementType.Float32, shape.Channels, ChannelStatistics.Rows + 6, inputs: 0, leastBytes: 0);
        new Span<float>(channels[0], shape.Channels).Fill(1);
        new Span<float>(channels[5], shape.Channels).Fill(1);
        Forward();
    }

    private float* Weight => settings.Norm == Norm.Mean ? null : (float*)channels[0];

    private float* WeightGradient => settings.Norm == Norm.Mean ? null : (float*)channels[1];

    private float* Bias => (float*)channels[2];

    private float* BiasGradient => (float*)channels[3];

    private float* RunningMean => (float*)channels[4];

    private float* RunningScale => settings.Norm == Norm.Mean ? null : (float*)channels[5];

    // The rows of the statistics follow each other without a gap, which the tensors of a set need not.
    private ChannelStatistics Statistics => new((float*)channels[6], shape.Channels);

    /// <summary>Turns to tensors that no cache holds, where there are enough of them.</summary>
    public void Next() => tensors.Next();

    /// <summary>Training: y, statistics, running statistics.</summary>
    public void Forward() => BatchNorm.Forward(
        settings, shape, type, tensors[0], tensors[2], Weight, Bias, Statistics, new RunningStatistics(RunningMean, RunningScale, 0.1f), threads);

    /// <summary>Training: dx, dweight, dbias.</summary>
    public void Backward() => BatchNorm.Backward(
        settings, shape, type, tensors[0], tensors[1], tensors[3], Weight, Bias, Statistics, WeightGradient, BiasGradient, threads);

    /// <summary>y from the running statistics.</summary>
    public void Inference() => BatchNorm.Inference(settings, shape, type, tensors[0], tensors[2], Weight, Bias, RunningMean, RunningScale, threads);

    /// <summary>Runs forward + backward a few times in a row, and says how many milliseconds one took.</summary>
    public Func<double> Time(int calls) => () => Turns.Milliseconds(calls, () =>
    {
        Forward();
        Backward();
    });

    public void Dispose()
    {
        tensors.Dispose();
        channels.Dispose();
    }
}
