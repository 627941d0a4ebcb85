using System.Collections.Concurrent;
using NormGpu.Kernels.Norms;

namespace NormGpu.Host;

/// <summary>C in s = C·deviation + eps, chosen by the settings. What takes an integral is computed once.</summary>
internal static class NormConstants
{
    private static readonly ConcurrentDictionary<(Norm Norm, long Selected, long Count), float> Exact = new();

    /// <summary>C for <paramref name="count"/> elements a channel.</summary>
    public static float Of(in BatchNormSettings settings, long count)
    {
        var selected = settings.Norm == Norm.TopK ? TopK.Selected(settings.K, count) : 1;
        return settings.Constant == NormConstant.Exact && settings.Norm is Norm.LInf or Norm.TopK or Norm.Range
            ? Exact.GetOrAdd((settings.Norm, selected, count), static key => (float)OfGaussian(key.Norm, key.Selected, key.Count))
            : OfPaper(settings.Norm, count);
    }

    private static float OfPaper(Norm norm, long count) => norm switch
    {
        Norm.L1 => L1.Constant(count),
        Norm.L2 => L2.Constant(count),
        Norm.LInf => LInf.Constant(count),
        Norm.TopK => TopK.Constant(count),
        Norm.Range => ChunkRange.Constant(count),
        _ => MeanOnly.Constant(count),
    };

    private static double OfGaussian(Norm norm, long selected, long count) =>
        1 / (norm == Norm.Range ? MeanRange(count) : GaussianOrder.MeanOfLargestMagnitudes(selected, count));

    /// <summary>E[mean of max − min over the chunks]; some chunks may hold one element more than the others.</summary>
    private static double MeanRange(long count)
    {
        var chunks = ChunkRange.Chunks(count);
        var (size, longer) = Math.DivRem(count, chunks);
        var sum = (chunks - longer) * GaussianOrder.MeanRange(size);
        if (longer > 0)
            sum += longer * GaussianOrder.MeanRange(size + 1);
        return sum / chunks;
    }
}
