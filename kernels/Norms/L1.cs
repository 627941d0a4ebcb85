using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Norms;

/// <summary>L1 batch norm: deviation = mean |x − mean(x)|. No square, no root: safe in half precision.</summary>
/// <remarks>Source: Hoffer et al. 2018, "Norm matters", eq. 5. For Gaussian x, E|d| = sigma·sqrt(2/pi), hence the constant.</remarks>
public readonly struct L1 : IDenseGradient, IWeightNorm
{
    /// <inheritdoc/>
    public static string Name => "l1";

    /// <summary>C in s = C·deviation + eps: sqrt(pi/2), whatever the count.</summary>
    public static float Constant(long count) => 1.2533141f;

    /// <inheritdoc/>
    public static float Scale(float deviation, float constant, float epsilon) => constant * deviation + epsilon;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Contribution<TLane>(TLane d)
        where TLane : struct, ILane<TLane> => TLane.Abs(d);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Combine<TLane>(TLane left, TLane right)
        where TLane : struct, ILane<TLane> => left + right;

    /// <inheritdoc/>
    public static float Finish(float total, long count) => total / count;

    /// <summary>count · d(deviation)/dx_i: sign(d_i).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Slope<TLane>(TLane d, TLane reciprocalScale)
        where TLane : struct, ILane<TLane> => TLane.Sign(d);

    /// <summary>1.</summary>
    public static double LargestSlope(long count) => 1;

    /// <inheritdoc/>
    public static bool SlopesSumToZero => false;

    /// <summary>Weight norm: sum |v|.</summary>
    public static float Length(float total) => total;

    /// <inheritdoc/>
    public static double Length(double total) => total;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane>(TLane v, TLane reciprocalNorm)
        where TLane : struct, ILane<TLane> => TLane.Sign(v);

    /// <inheritdoc/>
    public static bool LargestAlone => false;

    /// <inheritdoc/>
    public static double Together(long rows) => rows;
}
