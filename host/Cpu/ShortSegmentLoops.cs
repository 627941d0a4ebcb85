using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Loops over (N, C, spatial) of few positions: those of neighbouring channels lie side by side, so a group of channels is taken as the rows of a channels-last tensor,
/// a sample a row and a position of a channel a column. Lanes are then whole, where each segment by itself would end in a part of one.
/// </summary>
internal readonly unsafe partial struct ShortSegmentLoops : ILayoutLoops
{
    /// <summary>Channels of which any number of positions fills pairs of lanes: those of a group, but where fewer do.</summary>
    private const int MostChannels = 2 * PartialLane.WidestLane;

    /// <summary>Columns of a group above which it is halved.</summary>
    private const long ManyColumns = 2048;

    /// <summary>Columns of a group at most.</summary>
    private const int MostColumns = RowSearch.MostColumns;

    /// <summary>Bytes of a segment at most: the ends of longer ones cost little.</summary>
    private const int MostBytes = 512;

    /// <summary>Positions of a segment at most.</summary>
    public const int MostPositions = MostBytes / sizeof(ushort);

    /// <summary>Samples at least, of segments up to a number of positions: a channel by itself costs more than the coefficients of its columns.</summary>
    private const long FewestSamples = 2;

    /// <summary>Positions of a segment up to which that is so.</summary>
    private const long FewPositions = 64;

    /// <summary>Samples at least of longer segments: rows to pay for the coefficients of each column.</summary>
    private const long FewestSamplesOfMany = 8;

    /// <summary>Bytes from which on a segment of whole pairs of lanes is long enough by itself.</summary>
    private const long LongSegment = 256;

    public static int ChannelsPerGroup(in ChannelShape shape)
    {
        var channels = MostChannels;
        while (channels * shape.Spatial > ManyColumns && channels / 2 * shape.Spatial % MostChannels == 0)
            channels /= 2;
        return channels;
    }

    public static int ChannelsPerKeptGroup(in ChannelShape shape) => ChannelsPerGroup(shape);

    /// <summary>Groups that fill pairs of lanes.</summary>
    public static int Groups(in ChannelShape shape) => shape.Channels / ChannelsPerGroup(shape);

    public static long Index(in ChannelShape shape, int channel, long position) => ChannelsFirstLoops.Index(shape, channel, position);

    /// <summary>Whether these loops, and not <see cref="ChannelsFirstLoops"/>, are those for a channels-first tensor. Sums are taken in another order.</summary>
    public static bool Suit(in ChannelShape shape, int elementSize)
    {
        var group = ChannelsPerGroup(shape);
        return shape.Spatial * elementSize <= MostBytes
            && group * shape.Spatial <= MostColumns
            && shape.Channels >= group
            && shape.Batch >= (shape.Spatial <= FewPositions ? FewestSamples : FewestSamplesOfMany)
            && (shape.Spatial % MostChannels != 0 || shape.Spatial * elementSize < LongSegment);
    }

    public static void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (channels < ChannelsPerGroup(problem.Shape))
        {
            for (var c = channel; c < channel + channels; c++)
                ChannelsFirstLoops.Reduce<TElement, TLane, TReducer>(problem, c, 1, block, totals);
            return;
        }

        var runs = problem.Blocks.Runs(block);
        var positions = (int)problem.Shape.Spatial;
        var lanes = channels * positions / TLane.Width;
        using var memory = new ScratchMemory((long)lanes * (Unsafe.SizeOf<LaneTotals<TLane>>() + TLane.Width * sizeof(double)));
        var elements = (double*)memory.Address;
        var columnTotals = new Span<LaneTotals<TLane>>(elements + (long)lanes * TLane.Width, lanes);
        var rows = Rows<TElement>(problem, channel);
        var columns = PairPicks<TElement, TLane>.Columns(channel, channels, positions);
        for (var lane = 0; lane < lanes; lane += ColumnTotals<TLane>.Most)
        {
            RowPairLoops.ReduceRowPairs<TElement, TLane, TReducer, PositionColumns>(
                rows, columns, lane * TLane.Width, columnTotals[lane..Math.Min(lane + ColumnTotals<TLane>.Most, lanes)], runs.FirstSegment, runs.FirstSegment + runs.Segments);
        }

        for (var total = 0; total < TReducer.Totals; total++)
        {
            for (var lane = 0; lane < lanes; lane += 2)
                TElement.StorePairTotals(elements + lane * TLane.Width, columnTotals[lane][total], columnTotals[lane + 1][total]);
            for (var c = 0; c < channels; c++)
                totals[(long)total * problem.Shape.Channels + channel + c] = Fold<TLane, TReducer>(total, elements + c * positions, positions);
        }
    }

    public static void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>
    {
        if (channels < ChannelsPerGroup(problem.Shape))
        {
            for (var c = channel; c < channel + channels; c++)
                ChannelsFirstLoops.Map<TElement, TLane, TMap>(problem, c, 1, block);
            return;
        }

        var runs = problem.Blocks.Runs(block);
        var rows = Rows<TElement>(problem, channel);
        var columns = PairPicks<TElement, TLane>.Columns(channel, channels, (int)problem.Shape.Spatial);
        // While this group is mapped, the next one is fetched, if there is one and room for both.
        var inputs = (TMap.ReadsX ? 1 : 0) + (TMap.ReadsGradient ? 1 : 0);
        var fetchesNext = channel + channels < problem.Shape.Channels && 2 * inputs * channels * problem.Shape.CountPerChannel * TElement.Size <= SecondLevelCache.RoomToFetch;
        var columnsAhead = fetchesNext ? channels * problem.Shape.Spatial : 0;
        var pastColumn = channels * (int)problem.Shape.Spatial;
        if (RowPairLoops.Streams<TElement, TLane>(problem, rows, pastColumn))
            RowPairLoops.MapRowPairs<TElement, TLane, TMap, StreamedStore, PositionColumns>(rows, columns, 0, pastColumn, runs.FirstSegment, runs.FirstSegment + runs.Segments, columnsAhead);
        else
            RowPairLoops.MapRowPairs<TElement, TLane, TMap, FetchingStore, PositionColumns>(rows, columns, 0, pastColumn, runs.FirstSegment, runs.FirstSegment + runs.Segments, columnsAhead);
        if (TElement.Streams && Sse.IsSupported)
            Sse.StoreFence();
    }

    public static void Extremes<TElement, TPlaces>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
        where TPlaces : struct, IPlaces => ChannelsFirstLoops.Extremes<TElement, TPlaces>(problem, channel, channels, begin, end, extremes);

    public static void Gather<TElement, TLane>(in ChannelShape shape, void* memory, int channel, float* destination)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => ChannelsFirstLoops.Gather<TElement, TLane>(shape, memory, channel, destination);

    public static void Scatter<TElement, TLane>(in ChannelShape shape, float* source, int channel, void* memory)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane> => ChannelsFirstLoops.Scatter<TElement, TLane>(shape, source, channel, memory);

    /// <summary>The rows of the group from <paramref name="channel"/> on: a sample each, a position of a channel a column.</summary>
    private static RowTensors Rows<TElement>(ChannelProblem problem, int channel)
        where TElement : struct, IElement
    {
        var first = channel * problem.Shape.Spatial;
        return new RowTensors(first, From(problem.X, first), From(problem.Gradient, first), From(problem.Output, first), problem.Shape.Channels * problem.Shape.Spatial, problem.Shape.Batch,
            problem.Coefficients, problem.OutgrowsCache);

        static void* From(void* tensor, long first) => tensor == null ? null : (byte*)tensor + first * TElement.Size;
    }

    /// <summary>Combines the columns of a channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Fold<TLane, TReducer>(int total, double* elements, int count)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var folded = new DoubleLane(elements[0]);
        var i = 1;
        if (count >= DoubleLane8.Width)
        {
            var lanes = DoubleLane8.LoadDouble(elements);
            for (i = DoubleLane8.Width; i <= count - DoubleLane8.Width; i += DoubleLane8.Width)
                lanes = TReducer.Combine(total, lanes, DoubleLane8.LoadDouble(elements + i));
            folded = new DoubleLane(SettledTotals<TLane, TReducer>.Fold(total, lanes));
        }

        for (; i < count; i++)
            folded = TReducer.Combine(total, folded, new DoubleLane(elements[i]));
        return folded.Value;
    }
}
