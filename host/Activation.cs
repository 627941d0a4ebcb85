namespace NormGpu;

/// <summary>What is done to the output of a batch norm in the same pass over memory.</summary>
public enum Activation
{
    /// <summary>Nothing: y = weight·(x − mean)/s + bias.</summary>
    None,

    /// <summary>y = max(0, weight·(x − mean)/s + bias), the same bits as a ReLU of its own. NaN stays NaN.</summary>
    Relu,
}
