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
    public static Words<LearningRateSchedule> Schedule { get; } = new([("cosine", LearningRateSchedule.Cosine), ("step", LearningRateSchedule.Step), ("late-step", LearningRateSchedule.LateStep)]);

    /// <summary>--decay.</summary>
    public static Words<DecayedWeights> Decay { get; } = new([("all", DecayedWeights.All), ("linear", DecayedWeights.Linear)]);

    /// <summary>--initial-weights.</summary>
    public static Words<InitialWeights> InitialWeights { get; } = new([("normal", Training.InitialWeights.Normal), ("uniform", Training.InitialWeights.Uniform)]);

    /// <summary>--weight-norm.</summary>
    public static Words<WeightForm> WeightForm { get; } = new(
        [
            ("none", Training.WeightForm.Plain),
            ("bounded-l1", Training.WeightForm.BoundedL1),
            ("bounded-l2", Training.WeightForm.BoundedL2),
            ("bounded-linf", Training.WeightForm.BoundedLInf),
            ("learned-l2", Training.WeightForm.LearnedL2),
        ]);

    /// <summary>--channel-norms.</summary>
    public static Words<ChannelNormUse> ChannelNorms { get; } = new(
        [("free", ChannelNormUse.Free), ("corrected", ChannelNormUse.Corrected), ("scheduled", ChannelNormUse.Scheduled)]);

    /// <summary>Name and value of each setting, as summaries and checkpoints hold them.</summary>
    public static IReadOnlyDictionary<string, object?> Describe(TrainingSettings settings)
    {
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["norm"] = SharedWords.Norm.For(settings.Norm),
            ["k"] = settings.K,
            ["constant"] = SharedWords.Constant.For(settings.Constant),
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
            ["decay"] = Decay.For(settings.Decay),
            ["initial_weights"] = InitialWeights.For(settings.InitialWeights),
            ["weight_norm"] = WeightForm.For(settings.WeightForm),
            ["constant_factor"] = settings.ConstantFactor,
            ["channel_norms"] = ChannelNorms.For(settings.ChannelNorms),
            ["channel_norms_from"] = settings.ChannelNormsFrom,
            ["loss_scale"] = settings.LossScale is { } scale ? scale : "dynamic",
            ["seed"] = settings.Seed,
            ["threads"] = settings.Threads,
            ["device"] = settings.Device,
        };
    }

    /// <summary>The command that repeats a training: what differs from the defaults of `train`, and always norm, precision, seed and threads.</summary>
    public static string Command(TrainingSettings settings, string folder)
    {
        var usual = Describe(new TrainingSettings { Norm = settings.Norm, LossScale = settings.Precision == Training.Precision.Float32 ? 1 : 128 });
        var options = Describe(settings)
            .Where(pair => pair.Key is "norm" or "precision" or "seed" or "threads" || !Equals(pair.Value, usual[pair.Key]))
            .Select(pair => $"--{pair.Key.Replace('_', '-')} {Convert.ToString(pair.Value, System.Globalization.CultureInfo.InvariantCulture)}");
        return $"./normgpu train {string.Join(' ', options)} --out {folder}";
    }
}
