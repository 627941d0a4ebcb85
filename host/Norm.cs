namespace NormGpu;

/// <summary>The deviation that a batch norm divides by. Source: Hoffer et al. 2018, "Norm matters", section 3.</summary>
public enum Norm
{
    /// <summary>Mean absolute deviation: no square, no root, safe in half precision.</summary>
    L1,

    /// <summary>Standard deviation: the usual batch norm.</summary>
    L2,

    /// <summary>Largest absolute deviation.</summary>
    LInf,

    /// <summary>Mean of the k largest absolute deviations.</summary>
    TopK,

    /// <summary>Mean of max − min over 16 chunks of the channel.</summary>
    Range,

    /// <summary>None: y = x − mean + bias. Goes with weight norm.</summary>
    Mean,
}
