using ILGPU;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.HalfSums;

/// <summary>Arguments of <see cref="MeansToTotals"/>.</summary>
/// <param name="channels">C.</param>
/// <param name="count">Elements a channel.</param>
/// <param name="gradients">Means of dy, (channels).</param>
/// <param name="products">Means of dy·xhat, (channels).</param>
/// <param name="slopes">Means of the norm's slopes, (channels).</param>
/// <param name="totals">Receives the totals, (channels).</param>
public readonly struct MeansArguments<TTotals>(
    int channels, float count, ArrayView<float> gradients, ArrayView<float> products, ArrayView<float> slopes, ArrayView<TTotals> totals)
    where TTotals : unmanaged
{
    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>Elements a channel.</summary>
    public float Count => count;

    /// <summary>Means of dy.</summary>
    public ArrayView<float> Gradients => gradients;

    /// <summary>Means of dy·xhat.</summary>
    public ArrayView<float> Products => products;

    /// <summary>Means of the norm's slopes.</summary>
    public ArrayView<float> Slopes => slopes;

    /// <summary>Receives the totals.</summary>
    public ArrayView<TTotals> Totals => totals;
}

/// <summary>Hands hierarchical means to the second stage that sums in FP32 use too. One thread a channel.</summary>
public static class MeansToTotals
{
    /// <summary>For norms with dense gradient.</summary>
    public static void Dense(MeansArguments<GradientSums> arguments)
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Channels)
            return;
        arguments.Totals[channel] = new GradientSums(
            arguments.Gradients[channel] * arguments.Count,
            arguments.Products[channel] * arguments.Count,
            arguments.Slopes[channel] * arguments.Count);
    }

    /// <summary>For selecting norms, whose signs were counted before.</summary>
    public static void Selecting(MeansArguments<SelectionSums> arguments)
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Channels)
            return;
        arguments.Totals[channel] = new SelectionSums(
            arguments.Gradients[channel] * arguments.Count, new Sum(arguments.Products[channel] * arguments.Count, 0f), 0, 0, 0);
    }
}
