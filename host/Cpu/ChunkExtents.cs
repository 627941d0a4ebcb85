using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and largest element of each chunk of each channel, block by block.</summary>
internal sealed unsafe class ChunkExtents : IDisposable
{
    private readonly ChannelProblem problem;
    private readonly PartialTotals keys;

    /// <summary>First position of each chunk, and the count behind.</summary>
    private readonly long[] begins;

    /// <summary>First block of each chunk, and the last.</summary>
    private readonly (long First, long Last)[] blocks;

    /// <summary>Cuts channels in chunks, sizes as in numpy.array_split.</summary>
    public ChunkExtents(ChannelProblem problem, int chunks)
    {
        this.problem = problem;
        var count = problem.Shape.CountPerChannel;
        begins = new long[chunks + 1];
        blocks = new (long, long)[chunks];
        for (var chunk = 0; chunk <= chunks; chunk++)
            begins[chunk] = ChunkRange.Begin(count, chunks, chunk);
        for (var chunk = 0; chunk < chunks; chunk++)
            blocks[chunk] = (problem.Blocks.BlockAt(begins[chunk]), problem.Blocks.BlockAt(begins[chunk + 1] - 1));
        // Blocks and chunks both go on with positions, so the part that block b and chunk c share is part b + c. It has two 32-bit keys for a double.
        keys = new PartialTotals(problem.Shape.Channels, 1, problem.Blocks.Blocks + chunks - 1);
    }

    private int Chunks => blocks.Length;

    /// <summary>Looks at one block of a group.</summary>
    public void Take<TElement, TLayout>(int channel, int channels, long block)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
    {
        var (begin, end) = problem.Blocks.Positions(block);
        for (var chunk = ChunkRange.At(problem.Shape.CountPerChannel, Chunks, begin); begin < end; chunk++)
        {
            var partEnd = Math.Min(end, begins[chunk + 1]);
            TLayout.Extremes<TElement>(problem, channel, channels, begin, partEnd, Smallest(block + chunk), Largest(block + chunk));
            begin = partEnd;
        }
    }

    /// <summary>The mean of max − min over the chunks, each of them rounded as the arithmetic says. NaN where an element is.</summary>
    public double MeanRange<TElement, TRounding>(int channel)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var sum = 0.0;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var (smallest, largest) = Extent(chunk, channel);
            sum += TRounding.Round(new DoubleLane((double)OrderKeys.Value<TElement>(largest) - OrderKeys.Value<TElement>(smallest))).Value;
        }

        return sum / Chunks;
    }

    /// <summary>The largest |x − mean| of a channel of one chunk: rounding keeps order, so it is that of the smallest or the largest x. NaN where an element is.</summary>
    public float LargestDeviation<TElement, TRounding>(int channel, float mean)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var (smallest, largest) = Extent(0, channel);
        var centre = new FloatLane(mean);
        var below = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(OrderKeys.Value<TElement>(smallest)), centre);
        var above = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(OrderKeys.Value<TElement>(largest)), centre);
        return FloatLane.Max(FloatLane.Abs(below), FloatLane.Abs(above)).Value;
    }

    /// <summary>The first largest and first smallest element of each chunk of each channel of a group; none of a chunk of constants, or with NaN.</summary>
    public List<SelectedElement>[] Find<TElement, TLayout>(int channel, int channels)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
    {
        var found = new List<SelectedElement>[channels];
        for (var c = 0; c < channels; c++)
            found[c] = new List<SelectedElement>(2 * Chunks);
        var wanted = new WantedEnds(channels);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            for (var c = 0; c < channels; c++)
            {
                var (smallest, largest) = Extent(chunk, channel + c);
                // The two slopes of a chunk of constants would cancel. NaN has no ends.
                var hasEnds = OrderKeys.Value<TElement>(smallest) < OrderKeys.Value<TElement>(largest);
                (wanted.Smallest[c], wanted.Largest[c]) = hasEnds ? (smallest, largest) : (OrderKeys.None, OrderKeys.None);
            }

            // Only the parts that hold an end are read again.
            for (var block = blocks[chunk].First; block <= blocks[chunk].Last; block++)
            {
                if (!wanted.Aim(Smallest(block + chunk) + channel, Largest(block + chunk) + channel))
                    continue;
                var (begin, end) = problem.Blocks.Positions(block);
                TLayout.FindExtremes<TElement>(
                    problem, channel, channels, Math.Max(begin, begins[chunk]), Math.Min(end, begins[chunk + 1]),
                    wanted.SmallestHere, wanted.LargestHere, wanted.SmallestAt, wanted.LargestAt);
                for (var c = 0; c < channels; c++)
                {
                    if (wanted.LargestHere[c] != OrderKeys.None)
                        found[c].Add(End<TElement, TLayout>(channel + c, wanted.LargestAt[c], 1));
                    if (wanted.SmallestHere[c] != OrderKeys.None)
                        found[c].Add(End<TElement, TLayout>(channel + c, wanted.SmallestAt[c], -1));
                }
            }
        }

        return found;
    }

    public void Dispose() => keys.Dispose();

    private SelectedElement End<TElement, TLayout>(int channel, long position, float sign)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops =>
        new(position, TElement.LoadOne(problem.Gradient, TLayout.Index(problem.Shape, channel, position)), sign);

    private int* Smallest(long part) => (int*)keys.Block(part);

    private int* Largest(long part) => Smallest(part) + problem.Shape.Channels;

    private (int Smallest, int Largest) Extent(int chunk, int channel)
    {
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        for (var block = blocks[chunk].First; block <= blocks[chunk].Last; block++)
            (smallest, largest) = (Math.Min(smallest, Smallest(block + chunk)[channel]), Math.Max(largest, Largest(block + chunk)[channel]));
        return (smallest, largest);
    }
}

/// <summary>The ends of one chunk of each channel of a group that were not met yet, and those that a part of it holds.</summary>
internal sealed unsafe class WantedEnds(int channels)
{
    /// <summary>Keys that were not met yet.</summary>
    public int[] Smallest { get; } = new int[channels];

    /// <inheritdoc cref="Smallest"/>
    public int[] Largest { get; } = new int[channels];

    /// <summary>Keys that the part holds.</summary>
    public int[] SmallestHere { get; } = new int[channels];

    /// <inheritdoc cref="SmallestHere"/>
    public int[] LargestHere { get; } = new int[channels];

    /// <summary>Where they were found.</summary>
    public long[] SmallestAt { get; } = new long[channels];

    /// <inheritdoc cref="SmallestAt"/>
    public long[] LargestAt { get; } = new long[channels];

    /// <summary>Turns to a part of the chunk, given its own extremes; what it holds counts as met.</summary>
    /// <returns>Whether it holds any.</returns>
    public bool Aim(int* smallest, int* largest)
    {
        var any = false;
        for (var c = 0; c < channels; c++)
        {
            SmallestHere[c] = Meet(ref Smallest[c], smallest[c]);
            LargestHere[c] = Meet(ref Largest[c], largest[c]);
            any |= SmallestHere[c] != OrderKeys.None || LargestHere[c] != OrderKeys.None;
        }

        return any;
    }

    private static int Meet(ref int wanted, int key)
    {
        if (key != wanted)
            return OrderKeys.None;
        wanted = OrderKeys.None;
        return key;
    }
}
