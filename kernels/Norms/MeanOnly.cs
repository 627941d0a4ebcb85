namespace NormGpu.Kernels.Norms;

/// <summary>Mean-only batch norm: y = x − mean(x) + beta. It divides by exactly 1 and has no gamma: weight norm takes care of the size.</summary>
/// <remarks>Source: Salimans and Kingma 2016, "Weight normalization", section 4; Hoffer et al. 2018, "Norm matters", section 4.</remarks>
public readonly struct MeanOnly : INorm
{
    /// <inheritdoc/>
    public static string Name => "mean";

    /// <summary>1.</summary>
    public static float Constant(long count) => 1f;

    /// <summary>1: the deviation is 0, or NaN where the mean is not finite.</summary>
    public static float Scale(float deviation, float constant, float epsilon) => 1f + deviation;
}
