using NormGpu.Kernels.Float16;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Where (x − mean)·factor + bias over halves may be multiplied out to x·factor + shift, and where scaled halves may be multiplied by a factor: the two things that folded maps need. The first
/// changes bits, so each channel decides for itself; the second does not.
/// </summary>
internal static unsafe class Folding
{
    /// <summary>A scaled half times a factor from here on might leave the range of floats.</summary>
    private const float FirstLargeFactor = 32768;

    /// <summary>|mean|/s up to which rounding the shift to FP32 costs y no more than 2^-22 of gamma.</summary>
    private const float FarthestMean = 4;

    /// <summary>Whether a call may multiply out: halves, in FP32 arithmetic, whose mean and deviation are known in FP32.</summary>
    public static bool Suits(in BatchNormSettings settings, ElementType type) =>
        type == ElementType.Float16 && settings.Arithmetic == Arithmetic.Float32 && settings.Accumulation == Accumulation.Float32;

    /// <summary>Whether scaled halves may be multiplied by a factor. NaN may: it makes all of its channel NaN in any way.</summary>
    public static bool AllowsFactor(double factor) => !(Math.Abs(factor) >= FirstLargeFactor);

    /// <summary>The float nearest to a mean; of one that would be taken for a half, and is none, the next float on the mean's side: no element then is at the mean.</summary>
    public static float BesideHalves(double mean)
    {
        var nearest = (float)mean;
        if (nearest == mean || !HalfBits.IsHalf(nearest))
            return nearest;
        return mean > nearest ? MathF.BitIncrement(nearest) : MathF.BitDecrement(nearest);
    }

    /// <summary>
    /// Multiplies out what normalizes neighbouring channels, where that loses nothing: a mean must be near, and a channel of constants is to give exactly beta. Their centres and factors must stand;
    /// backward passes come to what the forward pass did.
    /// </summary>
    public static void MultiplyOut(ChannelCoefficients coefficients, int channel, int channels, ChannelStatistics statistics)
    {
        float* deviation = statistics.Deviation, scale = statistics.Scale;
        float* centre = coefficients.Centre, factor = coefficients.Factor, bias = coefficients.Bias;
        float* origin = coefficients.Origin, shift = coefficients.Shift, folds = coefficients.Folds;
        for (var c = channel; c < channel + channels; c++)
        {
            // NaN passes: it makes all of its channel NaN in any way, and need not keep others from their folded map.
            if (deviation[c] == 0 || MathF.Abs(centre[c]) > FarthestMean * scale[c])
                continue;
            origin[c] = 0;
            shift[c] = (float)(bias[c] - (double)factor[c] * centre[c]);
            folds[c] = AllowsFactor(factor[c]) ? 1 : 0;
        }
    }
}
