using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>What the batch norm layers of 1, 2 and 3 spatial dimensions share. Source: "Norm matters", section 3.</summary>
/// <remarks>
/// Weight, bias and statistics stay FP32 and the counter int64 whatever <c>.to(float16)</c> or <c>.half()</c> asks for: only the device of such a call
/// is honoured. The state_dict holds weight, bias, running_mean, running_scale (L2: running_var) and num_batches_tracked; mean-only has neither weight nor
/// running_scale.
/// </remarks>
public abstract class BatchNorm : nn.Module<Tensor, Tensor>
{
    private const string RunningVariance = "running_var";
    private const string RunningScale = "running_scale";
    private long _nonfinite;

    private protected BatchNorm(string name, BatchNormOptions options, Device? device, ScalarType? dtype)
        : base(name)
    {
        options.Validate();
        if (dtype is not (null or ScalarType.Float16 or ScalarType.Float32))
            throw new ArgumentException($"dtype is {dtype}; a batch norm works on float16 and float32 tensors.");
        Options = options;
        var size = new[] { options.Features };
        if (options.Affine)
        {
            if (options.HasWeight)
                ConditionallyRegisterParameter("weight", Learned(ones(size, float32, device)));
            ConditionallyRegisterParameter("bias", Learned(zeros(size, float32, device)));
        }

        if (options.TrackRunningStatistics)
        {
            ConditionallyRegisterBuffer("running_mean", zeros(size, float32, device).DetachFromDisposeScope());
            if (norm != Norm.Mean)
                ConditionallyRegisterBuffer(ScaleName, ones(size, float32, device).DetachFromDisposeScope());
            ConditionallyRegisterBuffer("num_batches_tracked", zeros([], int64, device).DetachFromDisposeScope());
        }
    }

    /// <summary>The settings that the layer was made with.</summary>
    public BatchNormOptions Options { get; }

    /// <summary>The deviation that the layer divides by.</summary>
    public Norm norm => Options.Norm;

    /// <summary>gamma, (C) FP32; null where the layer is not affine, and for mean-only.</summary>
    public Parameter? weight => get_parameter("weight");

    /// <summary>beta, (C) FP32; null where the layer is not affine.</summary>
    public Parameter? bias => get_parameter("bias");

    /// <summary>Running mean, (C) FP32, starts at 0; null where statistics are not tracked.</summary>
    public Tensor? running_mean => get_buffer("running_mean");

    /// <summary>Running variance as PyTorch keeps it (unbiased), (C) FP32, starts at 1; L2 only, else null.</summary>
    public Tensor? running_var => norm == Norm.L2 ? get_buffer(RunningVariance) : null;

    /// <summary>Running scale C·deviation, (C) FP32, starts at 1; null for L2, which keeps <see cref="running_var"/>, and for mean-only.</summary>
    public Tensor? running_scale => norm == Norm.L2 ? null : get_buffer(RunningScale);

    /// <summary>Training batches seen, int64 in every precision; null where statistics are not tracked.</summary>
    public Tensor? num_batches_tracked => get_buffer("num_batches_tracked");

    /// <summary>Channel updates whose mean or deviation was not finite, and which the running statistics therefore skipped, since construction.</summary>
    public long nonfinite_statistics => Interlocked.Read(ref _nonfinite);

    internal string ScaleName => norm == Norm.L2 ? RunningVariance : RunningScale;

    /// <summary>Normalizes a batch: with its own statistics in training, with the running ones in eval.</summary>
    /// <param name="input">float16 or float32, of the dimensions that the layer takes, C = features. Any strides.</param>
    /// <returns>A tensor of the input's shape, type and memory layout.</returns>
    /// <exception cref="ArgumentException">The input's shape or type does not fit, or training saw one value per channel.</exception>
    public override Tensor forward(Tensor input)
    {
        BackwardErrors.ThrowIfAny();
        CheckInput(input);
        var tracked = Options.TrackRunningStatistics;
        // gamma·d/(f·s) is (gamma/f)·d/s: so running statistics stay those of the norm itself.
        using var scaled = Options.ConstantFactor == 1 ? null : weight! / Options.ConstantFactor;
        var gamma = scaled ?? weight;
        if (!training && tracked)
            return BatchNormInferenceFunction.Run(input, gamma, bias, new InferenceCall(Options.Settings, Options.ComputeDevice, running_mean!, get_buffer(ScaleName)));

        if (input.numel() == input.shape[1] && norm != Norm.Mean)
            throw new ArgumentException($"Expected more than 1 value per channel when training, got input of shape ({string.Join(", ", input.shape)}).");
        var call = training && tracked
            ? new TrainingCall(Options.Settings, Options.ComputeDevice, running_mean, get_buffer(ScaleName), CountBatch())
            : new TrainingCall(Options.Settings, Options.ComputeDevice, runningMean: null, runningScale: null, factor: 0);
        var output = BatchNormFunction.Run(input, gamma, bias, call);
        Interlocked.Add(ref _nonfinite, call.Nonfinite);
        return output;
    }

    /// <summary>Sentence part that says which shapes the layer takes.</summary>
    private protected abstract string ExpectedShapes { get; }

    private protected abstract bool Accepts(int dimensions);

    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(device);

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Move(new Device(deviceType, deviceIndex));

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    private BatchNorm Move(Device device)
    {
        foreach (var key in new[] { "weight", "bias" })
        {
            if (get_parameter(key) is { } parameter && !NearTensors.LiesOn(parameter, device))
                ConditionallyRegisterParameter(key, Learned(parameter.detach().to(device)));
        }

        foreach (var key in new[] { "running_mean", ScaleName, "num_batches_tracked" })
        {
            if (get_buffer(key) is { } buffer && !NearTensors.LiesOn(buffer, device))
                ConditionallyRegisterBuffer(key, buffer.to(device).DetachFromDisposeScope());
        }

        return this;
    }

    private double CountBatch()
    {
        num_batches_tracked!.add_(1.ToScalar());
        return Options.Momentum ?? 1.0 / num_batches_tracked!.item<long>();
    }

    private void CheckInput(Tensor input)
    {
        var shape = input.shape;
        if (!Accepts(shape.Length))
            throw new ArgumentException($"{GetName()} takes {ExpectedShapes}, but the input has shape ({string.Join(", ", shape)}).");
        if (shape[1] != Options.Features)
            throw new ArgumentException($"{GetName()} was made for {Options.Features} channels, but the input has shape ({string.Join(", ", shape)}).");
        if (input.dtype is not (ScalarType.Float16 or ScalarType.Float32))
            throw new ArgumentException($"{GetName()} takes float16 or float32, but the input is {input.dtype}.");
    }

    private static Parameter Learned(Tensor data) => (Parameter)new Parameter(data).DetachFromDisposeScope();
}
