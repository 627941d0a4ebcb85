using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Norms;

/// <summary>L2 batch norm, the usual one: s = sqrt(mean((x − mean(x))²) + eps). Its squares overflow half precision above |d| = 255.9.</summary>
/// <remarks>Source: Ioffe and Szegedy 2015; Hoffer et al. 2018, "Norm matters", eq. 1. The deviation kept here is the biased variance.</remarks>
public readonly struct L2 : IDenseGradient, IWeightNorm
{
    /// <inheritdoc/>
    public static string Name => "l2";

    /// <summary>1: the variance needs no constant.</summary>
    public static float Constant(long count) => 1f;

    /// <summary>sqrt(variance + eps).</summary>
    public static float Scale(float deviation, float constant, float epsilon) => MathF.Sqrt(deviation + epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Contribution<TLane>(TLane d)
        where TLane : struct, ILane<TLane> => d * d;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Combine<TLane>(TLane left, TLane right)
        where TLane : struct, ILane<TLane> => left + right;

    /// <inheritdoc/>
    public static float Finish(float total, long count) => total / count;

    /// <summary>count · ds/dx_i: d_i/s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Slope<TLane>(TLane d, TLane reciprocalScale)
        where TLane : struct, ILane<TLane> => d * reciprocalScale;

    /// <summary>sqrt(n): no element lies further than that from the mean, in standard deviations.</summary>
    public static double LargestSlope(long count) => Math.Sqrt(count);

    /// <inheritdoc/>
    public static bool SlopesSumToZero => true;

    /// <summary>Weight norm: sqrt(sum v²).</summary>
    public static float Length(float total) => MathF.Sqrt(total);

    /// <inheritdoc/>
    public static double Length(double total) => Math.Sqrt(total);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane>(TLane v, TLane reciprocalNorm)
        where TLane : struct, ILane<TLane> => v * reciprocalNorm;

    /// <inheritdoc/>
    public static bool LargestAlone => false;

    /// <inheritdoc/>
    public static double Together(long rows) => Math.Sqrt(rows);
}
