using ILGPU;
using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Ranges;

/// <summary>Second stage of range: one thread a channel records mean, deviation, scale and factors from the extents of its chunks.</summary>
public static class RangeFinish
{
    /// <summary>Mean, and the mean of max − min.</summary>
    public static void Run<TStorage, TLayout, TRounding>(FinishArguments<Extent> arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var first = StatisticsFinish.First<TStorage, TLayout>(arguments.X, arguments.Grid, channel);
        StatisticsFinish.RecordMean(arguments.Table, channel, arguments.Combine(channel).Sum.MeanFrom(first, arguments.Count));
        var chunks = arguments.Grid.Splits;
        var sum = 0f;
        for (var chunk = 0; chunk < chunks; chunk++)
            sum += Range<TRounding>(arguments.Partials[channel * chunks + chunk]);
        ChannelResult.Record<ChunkRange>(arguments.Table, channel, sum / chunks, 0f, 0f, arguments.Constant, arguments.Epsilon);
    }

    /// <summary>The mean of max − min with FP16 accumulators: one chunk of means, as there are 16 at most. The mean of x stands already.</summary>
    public static void HalfSums<TRounding>(FinishArguments<Extent> arguments)
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var chunks = arguments.Grid.Splits;
        var sum = 0f;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var range = Range<TRounding>(arguments.Partials[channel * chunks + chunk]);
            sum = HalfBits.Round(sum + (chunk == chunks - 1 ? HalfBits.Round(range) : range));
        }

        var deviation = HalfBits.Round(sum / chunks);
        ChannelResult.Record<ChunkRange>(arguments.Table, channel, deviation, 0f, 0f, arguments.Constant, arguments.Epsilon);
    }

    private static float Range<TRounding>(Extent extent)
        where TRounding : struct, IRounding => TRounding.Round(new FloatLane(extent.Largest - extent.Smallest)).Value;
}
