using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Finish;

/// <summary>Second stage of the statistics: one thread a channel combines its splits in order and records mean, deviation, scale and factors.</summary>
public static class StatisticsFinish
{
    /// <summary>mean = first + sum/count.</summary>
    public static void Mean<TStorage, TLayout>(FinishArguments<Sum> arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var first = First<TStorage, TLayout>(arguments.X, arguments.Grid, channel);
        RecordMean(arguments.Table, channel, arguments.Combine(channel).MeanFrom(first, arguments.Count));
    }

    /// <summary>mean = first + the hierarchical mean, rounded as <typeparamref name="TRounding"/> says.</summary>
    public static void HalfMean<TStorage, TLayout, TRounding>(FinishArguments<PlainSum> arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var mean = First<TStorage, TLayout>(arguments.X, arguments.Grid, channel) + arguments.Combine(channel).Value;
        var table = arguments.Table;
        table[ChannelRow.Mean, channel] = TRounding.Round(new FloatLane(mean)).Value;
    }

    /// <summary>The deviation of a norm whose mean stands.</summary>
    public static void Deviation<TNorm>(FinishArguments<NormTotal<TNorm>> arguments)
        where TNorm : struct, IReducingNorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var deviation = TNorm.Finish(arguments.Combine(channel).Value, (long)arguments.Count);
        ChannelResult.Record<TNorm>(arguments.Table, channel, deviation, 0f, 0f, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>No deviation: the mean, which stands, is all.</summary>
    public static void NoDeviation<TNorm>(PrepareArguments arguments)
        where TNorm : struct, INorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel < arguments.Channels)
            ChannelResult.Record<TNorm>(arguments.Table, channel, 0f, 0f, 0f, 1f, arguments.Epsilon);
    }

    /// <summary>Mean and biased variance.</summary>
    public static void Moments<TNorm>(FinishArguments<Moments> arguments)
        where TNorm : struct, INorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var moments = arguments.Combine(channel);
        var table = arguments.Table;
        table[ChannelRow.Mean, channel] = moments.Mean;
        ChannelResult.Record<TNorm>(table, channel, moments.Squares / arguments.Count, 0f, 0f, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>Mean and largest |x − mean|, from sum, minimum and maximum.</summary>
    public static void Extent<TNorm, TStorage, TLayout, TRounding>(FinishArguments<Extent> arguments)
        where TNorm : struct, INorm
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var extent = arguments.Combine(channel);
        var table = arguments.Table;
        RecordMean(table, channel, extent.Sum.MeanFrom(First<TStorage, TLayout>(arguments.X, arguments.Grid, channel), arguments.Count));
        var farthest = Farthest<TRounding>(extent, table[ChannelRow.Mean, channel]);
        ChannelResult.Record<TNorm>(table, channel, farthest, farthest, 1f, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>Largest |x − mean|, where the mean stands already and accumulators are halves.</summary>
    public static void ExtentAroundMean<TNorm, TRounding>(FinishArguments<Extent> arguments)
        where TNorm : struct, INorm
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var farthest = Farthest<TRounding>(arguments.Combine(channel), arguments.Table[ChannelRow.Mean, channel]);
        var deviation = HalfRounding.Round(new FloatLane(farthest)).Value;
        ChannelResult.Record<TNorm>(arguments.Table, channel, deviation, farthest, 1f, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>Mean of the selected |d|: those above the threshold and the ties; both stand. The count is how many are selected.</summary>
    public static void Selected<TNorm>(FinishArguments<PlainSum> arguments)
        where TNorm : struct, INorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var threshold = arguments.Table[ChannelRow.Threshold, channel];
        var ties = arguments.Table[ChannelRow.Ties, channel];
        var deviation = (arguments.Combine(channel).Value + threshold * ties) / arguments.Count;
        ChannelResult.Record<TNorm>(arguments.Table, channel, deviation, threshold, ties, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>The deviation as the mean that it is already; thresholds and ties stand.</summary>
    public static void SelectedMean<TNorm>(FinishArguments<PlainSum> arguments)
        where TNorm : struct, INorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var table = arguments.Table;
        ChannelResult.Record<TNorm>(
            table, channel, arguments.Combine(channel).Value, table[ChannelRow.Threshold, channel], table[ChannelRow.Ties, channel],
            arguments.Constant, arguments.Epsilon);
    }

    internal static void RecordMean(ChannelTable table, int channel, double mean)
    {
        table[ChannelRow.Mean, channel] = (float)mean;
        table[ChannelRow.MeanRest, channel] = (float)(mean - (float)mean);
    }

    private static float Farthest<TRounding>(Extent extent, float mean)
        where TRounding : struct, IRounding
    {
        // Subtraction and rounding are monotone, so the farther end is the farthest element.
        var below = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(mean), new FloatLane(extent.Smallest));
        var above = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(extent.Largest), new FloatLane(mean));
        return FloatLane.Max(below, above).Value;
    }

    internal static float First<TStorage, TLayout>(ArrayView<Pack> x, ChannelGrid grid, int channel)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout => TStorage.Load<FloatLane>(x, TLayout.Index(grid, channel, 0)).Value;
}
