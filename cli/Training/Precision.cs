namespace NormGpu.Cli.Training;

/// <summary>What a training stores in half precision.</summary>
public enum Precision
{
    /// <summary>Nothing: FP32 throughout.</summary>
    Float32,

    /// <summary>Activations, gradients and weights; the optimizer keeps FP32 master weights.</summary>
    Float16,

    /// <summary>All of them, the optimizer's weights and momentum too.</summary>
    PureFloat16,
}
