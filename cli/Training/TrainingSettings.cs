namespace NormGpu.Cli.Training;

/// <summary>Everything that decides what a training computes: the same settings on the same machine give the same bits.</summary>
public sealed record TrainingSettings
{
    /// <summary>The norms' deviation.</summary>
    public required Norm Norm { get; init; }

    /// <summary>Elements that Top(k) averages.</summary>
    public int K { get; init; } = 10;

    /// <summary>The constant of the norms' scale.</summary>
    public NormConstant Constant { get; init; }

    /// <summary>What is stored in half precision.</summary>
    public Precision Precision { get; init; } = Precision.Float16;

    /// <summary>Rounding inside the norms.</summary>
    public Arithmetic Arithmetic { get; init; }

    /// <summary>Rounding of the norms' sums.</summary>
    public Accumulation Accumulation { get; init; }

    /// <summary>A name of the model catalogue.</summary>
    public string Model { get; init; } = "resnet8";

    /// <summary>fashion-mnist, or a folder with IDX files.</summary>
    public string Data { get; init; } = "fashion-mnist";

    /// <summary>How pixels enter the network.</summary>
    public InputScale Input { get; init; }

    /// <summary>The first so many training images are used; 0 for all.</summary>
    public int TrainImages { get; init; }

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Images of a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The rate that the schedule begins with.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How the rate falls.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Of stochastic gradient descent.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>On the weights that <see cref="Decay"/> says; never on biases and norms.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>What weight decay applies to.</summary>
    public DecayedWeights Decay { get; init; }

    /// <summary>How the convolutions' initial weights are drawn.</summary>
    public InitialWeights InitialWeights { get; init; }

    /// <summary>How weights are normalized.</summary>
    public WeightForm WeightForm { get; init; }

    /// <summary>Factor of the norms' constant C.</summary>
    public double ConstantFactor { get; init; } = 1;

    /// <summary>What is done with the norms of convolutions' output channels.</summary>
    public ChannelNormUse ChannelNorms { get; init; }

    /// <summary>channel_norms.json of the run that <see cref="ChannelNorms"/> follows; empty where it follows none.</summary>
    public string ChannelNormsFrom { get; init; } = "";

    /// <summary>The loss is multiplied by it before the backward pass; null for a scale that adapts.</summary>
    public double? LossScale { get; init; } = 128;

    /// <summary>Of the initial weights and the order of images.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Processor threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where the norms are computed, by its name in the device catalogue; everything else is libtorch's, on the processor.</summary>
    public string Device { get; init; } = "cpu";
}
