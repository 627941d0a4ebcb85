using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;

namespace NormGpu.Kernels.Finish;

/// <summary>Records what a channel's reductions came to.</summary>
internal static class ChannelResult
{
    /// <summary>Records a deviation and what follows from it; the mean must stand.</summary>
    internal static void Record<TNorm>(ChannelTable table, int channel, float deviation, float threshold, float ties, float constant, float epsilon)
        where TNorm : struct, INorm
    {
        var mean = table[ChannelRow.Mean, channel];
        // The maximum on some devices drops NaN, so every backend says it in words: no finite mean, no deviation.
        var isFinite = mean - mean == 0f;
        var recorded = isFinite ? deviation : float.NaN;
        table[ChannelRow.Deviation, channel] = recorded;
        table[ChannelRow.Threshold, channel] = isFinite ? threshold : float.NaN;
        table[ChannelRow.Ties, channel] = isFinite ? ties : 0f;
        table[ChannelRow.Scale, channel] = TNorm.Scale(recorded, constant, epsilon);
        SetAffine(table, channel);
    }

    /// <summary>Records the factors that follow from a channel's scale and weight.</summary>
    internal static void SetAffine(ChannelTable table, int channel)
    {
        var scale = table[ChannelRow.Scale, channel];
        table[ChannelRow.Reciprocal, channel] = 1f / scale;
        table[ChannelRow.Factor, channel] = table[ChannelRow.Weight, channel] / scale;
    }

    /// <summary>Records the gradients of weight and bias.</summary>
    internal static void RecordWeights(ChannelTable table, int channel, float products, float gradients)
    {
        table[ChannelRow.WeightGradient, channel] = products;
        table[ChannelRow.BiasGradient, channel] = gradients;
    }
}
