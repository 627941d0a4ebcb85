using System.Numerics;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    public static void Extremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
    {
        var (smallest, largest) = TElement.Size == sizeof(short)
            ? Extremes((short*)problem.X, problem.Shape, channel, begin, end)
            : Extremes((int*)problem.X, problem.Shape, channel, begin, end);
        (extremes.Smallest[channel], extremes.Largest[channel]) = (smallest, largest);
    }

    public static void FirstExtremes<TElement>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
    {
        extremes.Set(channel, TElement.Size == sizeof(short)
            ? FirstEndsOf((short*)problem.X, problem.Shape, channel, begin, end)
            : FirstEndsOf((int*)problem.X, problem.Shape, channel, begin, end));
    }

    private static (int Smallest, int Largest) Extremes<TKey>(TKey* x, in ChannelShape shape, int channel, long begin, long end)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        while (begin < end)
        {
            var runs = RunsFrom(shape, begin, end);
            OrderKeys.Widen(
                x + (runs.FirstSegment * shape.Channels + channel) * shape.Spatial + runs.Start, runs.Length, runs.Segments, shape.Channels * shape.Spatial,
                ref smallest, ref largest);
            begin += runs.Segments * runs.Length;
        }

        return (smallest, largest);
    }

    private static FirstEnds FirstEndsOf<TKey>(TKey* x, in ChannelShape shape, int channel, long begin, long end)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = FirstEnds.None;
        for (var position = begin; position < end;)
        {
            var runs = RunsFrom(shape, position, end);
            var next = FirstEnds.OfRuns(
                x + (runs.FirstSegment * shape.Channels + channel) * shape.Spatial + runs.Start, runs.Length, runs.Segments, shape.Channels * shape.Spatial);
            ends = ends.Then(next.Behind(position - begin));
            position += runs.Segments * runs.Length;
        }

        return ends;
    }

    /// <summary>The runs that positions begin with: the rest of a segment, or all whole segments.</summary>
    private static BlockRuns RunsFrom(in ChannelShape shape, long begin, long end)
    {
        var (segment, start) = Math.DivRem(begin, shape.Spatial);
        var length = Math.Min(shape.Spatial - start, end - begin);
        return new BlockRuns(segment, length == shape.Spatial ? (end - begin) / shape.Spatial : 1, start, length);
    }
}
