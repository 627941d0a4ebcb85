using ILGPU;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Finish;

/// <summary>Arguments of the second stage of a reduction.</summary>
/// <param name="grid">How channels were spread over threads in the first stage.</param>
/// <param name="x">Input.</param>
/// <param name="table">Per-channel values; receives the results.</param>
/// <param name="partials">Totals of each split, (channels, splits).</param>
/// <param name="count">What totals are divided by: the elements a channel, or 1 where the totals are means already.</param>
/// <param name="constant">The norm's C.</param>
/// <param name="epsilon">Added to the scale.</param>
public readonly struct FinishArguments<TTotals>(
    ChannelGrid grid, ArrayView<Pack> x, ChannelTable table, ArrayView<TTotals> partials, float count, float constant, float epsilon)
    where TTotals : unmanaged, ITotals<TTotals>
{
    /// <summary>How channels were spread over threads in the first stage.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Per-channel values; receives the results.</summary>
    public ChannelTable Table => table;

    /// <summary>Totals of each split, (channels, splits).</summary>
    public ArrayView<TTotals> Partials => partials;

    /// <summary>What totals are divided by.</summary>
    public float Count => count;

    /// <summary>The norm's C.</summary>
    public float Constant => constant;

    /// <summary>Added to the scale.</summary>
    public float Epsilon => epsilon;

    /// <summary>A channel's totals, its splits combined in order.</summary>
    public TTotals Combine(int channel)
    {
        var first = channel * Grid.Splits;
        var totals = Partials[first];
        for (var split = 1; split < Grid.Splits; split++)
            totals = TTotals.Combine(totals, Partials[first + split]);
        return totals;
    }
}
