namespace NormGpu;

/// <summary>Which constant C makes the scale C·deviation stand in for the standard deviation.</summary>
public enum NormConstant
{
    /// <summary>The paper's: one formula for L∞ and every Top(k), which does not give unit variance.</summary>
    Paper,

    /// <summary>sigma/E[deviation] of Gaussian values, for every count and k. L1 and L2 have it already.</summary>
    Exact,
}
