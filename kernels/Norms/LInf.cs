using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Norms;

/// <summary>L∞ batch norm: deviation = max |x − mean(x)|.</summary>
/// <remarks>Source: Hoffer et al. 2018, "Norm matters", section 3.2. The constant is the paper's, not the one of unit variance.</remarks>
public readonly struct LInf : IReducingNorm, ISelectingNorm, IWeightNorm
{
    /// <inheritdoc/>
    public static string Name => "linf";

    /// <summary>C∞(n) = 0.5·(1 + sqrt(pi·ln 4)) / sqrt(2·ln n).</summary>
    public static float Constant(long count) => (float)ExtremeValue.Constant(count);

    /// <inheritdoc/>
    public static float Scale(float deviation, float constant, float epsilon) => constant * deviation + epsilon;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Contribution<TLane>(TLane d)
        where TLane : struct, ILane<TLane> => TLane.Abs(d);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Combine<TLane>(TLane left, TLane right)
        where TLane : struct, ILane<TLane> => TLane.Max(left, right);

    /// <inheritdoc/>
    public static float Finish(float total, long count) => total;

    /// <summary>One: the first of the largest.</summary>
    public static long Selected(long k, long count) => 1;

    /// <summary>Weight norm: max |v|.</summary>
    public static float Length(float total) => total;

    /// <inheritdoc/>
    public static double Length(double total) => total;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane>(TLane v, TLane reciprocalNorm)
        where TLane : struct, ILane<TLane> => TLane.Broadcast(0);

    /// <inheritdoc/>
    public static bool LargestAlone => true;

    /// <inheritdoc/>
    public static double Together(long rows) => 1;
}
