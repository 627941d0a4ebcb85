using NormGpu.Kernels.Norms;

namespace NormGpu.Host;

/// <summary>
/// What a training forward pass leaves for the backward pass: 6 FP32 values a channel in one block of memory that the caller owns,
/// (<see cref="Rows"/>, C) row-major.
/// </summary>
/// <param name="address">Start of the block, 6·C floats.</param>
/// <param name="channels">C.</param>
public readonly unsafe struct ChannelStatistics(float* address, int channels)
{
    /// <summary>Rows of the block: mean, deviation, scale, threshold, ties, rest of the mean.</summary>
    public const int Rows = 6;

    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>Mean of each channel; (C).</summary>
    public float* Mean => address;

    /// <summary>Deviation of each channel before the constant C; for L2 the biased variance; (C).</summary>
    public float* Deviation => address + channels;

    /// <summary>s = C·deviation + eps, for L2 sqrt(variance + eps); (C).</summary>
    public float* Scale => address + 2L * channels;

    /// <summary>Smallest |x − mean| that Top(k) or L∞ selected; unused by other norms; (C).</summary>
    public float* Threshold => address + 3L * channels;

    /// <summary>How many elements equal to the threshold were selected, lowest index first; unused by other norms; (C).</summary>
    public float* Ties => address + 4L * channels;

    /// <summary>What rounding to FP32 took off the mean: sums over FP32 tensors put it back; (C).</summary>
    public float* MeanRest => address + 5L * channels;

    /// <summary>Records a channel's deviation and what follows from it; its mean must stand already.</summary>
    internal void Finish<TNorm>(int channel, float deviation, float threshold, int ties, float constant, float epsilon)
        where TNorm : struct, INorm
    {
        // The maximum on some devices drops NaN, so every backend says it in words: no finite mean, no deviation.
        if (!float.IsFinite(Mean[channel]))
            (deviation, threshold, ties) = (float.NaN, float.NaN, 0);
        Deviation[channel] = deviation;
        Scale[channel] = TNorm.Scale(deviation, constant, epsilon);
        Threshold[channel] = threshold;
        Ties[channel] = ties;
    }
}

/// <summary>Running statistics that a training forward pass updates in place.</summary>
/// <param name="mean">Running mean, (C).</param>
/// <param name="scale">Running scale C·deviation without eps, (C); for L2 PyTorch's running variance (unbiased); null for Mean.</param>
/// <param name="factor">Weight of the new batch, 0…1: the momentum, or 1/batches for the cumulative average.</param>
public readonly unsafe struct RunningStatistics(float* mean, float* scale, float factor)
{
    /// <summary>Running mean, (C).</summary>
    public float* Mean => mean;

    /// <summary>Running scale, for L2 running variance, (C).</summary>
    public float* Scale => scale;

    /// <summary>Weight of the new batch, 0…1.</summary>
    public float Factor => factor;
}
