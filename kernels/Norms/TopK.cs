namespace NormGpu.Kernels.Norms;

/// <summary>Top(k) batch norm: deviation = mean of the k largest |x − mean(x)|. k = 1 is L∞, k = n is L1.</summary>
/// <remarks>Source: Hoffer et al. 2018, "Norm matters", section 3.2; k = 10 in its experiments, with C∞(n) for every k.</remarks>
public readonly struct TopK : ISelectingNorm
{
    /// <inheritdoc/>
    public static string Name => "topk";

    /// <summary>C∞(n), as in <see cref="LInf"/>.</summary>
    public static float Constant(long count) => (float)ExtremeValue.Constant(count);

    /// <inheritdoc/>
    public static float Scale(float deviation, float constant, float epsilon) => constant * deviation + epsilon;

    /// <summary>k, but no more than there are.</summary>
    public static long Selected(long k, long count) => k < count ? k : count;
}
