namespace NormGpu.Host.Checks;

/// <summary>Which operator a check ran.</summary>
public enum Direction
{
    /// <summary>Normalize with the statistics of the batch.</summary>
    Forward,

    /// <summary>Its gradients.</summary>
    Backward,

    /// <summary>Normalize with given statistics.</summary>
    Inference,

    /// <summary>Its gradients.</summary>
    BackwardInference,

    /// <summary>Weight norm; its norms are FP32.</summary>
    WeightForward,

    /// <summary>Its gradients.</summary>
    WeightBackward,
}

/// <summary>One operator of one norm, checked on one device against double precision.</summary>
/// <param name="Settings">Norm and precision switches.</param>
/// <param name="Direction">Which operator.</param>
/// <param name="Type">Storage type.</param>
/// <param name="Shape">Shape and layout; a weight is one sample whose channels are the rows.</param>
/// <param name="WorstUlps">Largest error, in units in the last place (of the storage type) of the largest term that the value is made of.</param>
/// <param name="Limit">The largest error that the precision contract allows, likewise.</param>
public sealed record SelfTestResult(
    BatchNormSettings Settings, Direction Direction, ElementType Type, ChannelShape Shape, double WorstUlps, double Limit)
{
    /// <summary>Whether the contract holds.</summary>
    public bool Passed => WorstUlps <= Limit;
}
