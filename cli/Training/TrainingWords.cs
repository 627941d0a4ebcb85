using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Training;

/// <summary>The words of a training's options; summaries use them too.</summary>
internal static class TrainingWords
{
    /// <summary>--precision.</summary>
    public static Words<Precision> Precision { get; } = new(
        [("fp32", Training.Precision.Float32), ("fp16", Training.Precision.Float16), ("fp16-pure", Training.Precision.PureFloat16)]);

    /// <summary>--input.</summary>
    public static Words<InputScale> Input { get; } = new([("raw", InputScale.Raw), ("standardised", InputScale.Standardised)]);

    /// <summary>--lr-schedule.</summary>
    public static Words<LearningRateSchedule> Schedule { get; } = new([("cosine", LearningRateSchedule.Cosine), ("step", LearningRateSchedule.Step)]);

    /// <summary>Name and value of each setting, as summaries and checkpoints hold them.</summary>
    public static IReadOnlyDictionary<string, object?> Describe(TrainingSettings settings)
    {
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["norm"] = SharedWords.Norm.For(settings.Norm),
            ["k"] = settings.K,
            ["precision"] = Precision.For(settings.Precision),
            ["arithmetic"] = SharedWords.Arithmetic.For(settings.Arithmetic),
            ["accumulate"] = SharedWords.Accumulation.For(settings.Accumulation),
            ["model"] = settings.Model,
            ["data"] = settings.Data,
            ["input"] = Input.For(settings.Input),
            ["train_images"] = settings.TrainImages,
            ["epochs"] = settings.Epochs,
            ["batch"] = settings.BatchSize,
            ["lr"] = settings.LearningRate,
            ["lr_schedule"] = Schedule.For(settings.Schedule),
            ["momentum"] = settings.Momentum,
            ["weight_decay"] = settings.WeightDecay,
            ["loss_scale"] = settings.LossScale is { } scale ? scale : "dynamic",
            ["seed"] = settings.Seed,
            ["threads"] = settings.Threads,
            ["device"] = settings.Device,
        };
    }
}
