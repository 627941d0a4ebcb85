using System.Runtime.Intrinsics;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and largest element of each chunk of each channel, block by block.</summary>
internal sealed unsafe class ChunkExtents : IDisposable
{
    /// <summary>Columns behind the last channel of a row: for a lane, and lest a channel's share a few places of the cache where channels are a power of two.</summary>
    public const int Padding = 16;

    private readonly ChannelProblem problem;
    private readonly PartialTotals memory;

    /// <summary>First position of each chunk, and the count behind.</summary>
    private readonly long[] begins;

    /// <summary>First part of each chunk, and the last.</summary>
    private readonly (long First, long Last)[] parts;

    /// <summary>Elements of its chunk before each part.</summary>
    private readonly long[] before;

    /// <summary>Cuts channels in chunks, sizes as in numpy.array_split.</summary>
    public ChunkExtents(ChannelProblem problem, int chunks)
    {
        this.problem = problem;
        var count = problem.Shape.CountPerChannel;
        begins = new long[chunks + 1];
        for (var chunk = 0; chunk <= chunks; chunk++)
            begins[chunk] = ChunkRange.Begin(count, chunks, chunk);
        // Blocks and chunks both go on with positions, so the part that block b and chunk c share is part b + c. It has two integers for a double.
        before = new long[problem.Blocks.Blocks + chunks - 1];
        memory = new PartialTotals(problem.Shape.Channels + Padding, ChannelExtremes.Rows * sizeof(int) / sizeof(double), before.Length);
        parts = new (long, long)[chunks];
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var (first, last) = (problem.Blocks.BlockAt(begins[chunk]), problem.Blocks.BlockAt(begins[chunk + 1] - 1));
            parts[chunk] = (first + chunk, last + chunk);
            // The first begins with the chunk, the others with their block.
            for (var block = first + 1; block <= last; block++)
                before[block + chunk] = problem.Blocks.Positions(block).Begin - begins[chunk];
        }
    }

    private int Chunks => parts.Length;

    /// <summary>Looks at one block of a group.</summary>
    public void Take<TElement, TLayout, TPlaces>(int channel, int channels, long block)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
        where TPlaces : struct, IPlaces
    {
        var (begin, end) = problem.Blocks.Positions(block);
        for (var chunk = ChunkRange.At(problem.Shape.CountPerChannel, Chunks, begin); begin < end; chunk++)
        {
            var partEnd = Math.Min(end, begins[chunk + 1]);
            TLayout.Extremes<TElement, TPlaces>(problem, channel, channels, begin, partEnd, Part(block + chunk));
            begin = partEnd;
        }
    }

    /// <summary>The mean of max − min over the chunks, each of them rounded as the arithmetic says, of neighbouring channels. NaN where an element is.</summary>
    public void MeanRanges<TElement, TRounding>(int channel, Span<double> means)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var eight = stackalloc double[DoubleLane8.Width];
        for (var first = 0; first < means.Length; first += DoubleLane8.Width)
        {
            var sum = DoubleLane8.Broadcast(0);
            for (var chunk = 0; chunk < Chunks; chunk++)
            {
                var (smallest, largest) = Extents(chunk, channel + first);
                var range = OrderKeys.Values<TElement>(largest) - OrderKeys.Values<TElement>(smallest);
                if (TRounding.ToHalf)
                {
                    DoubleLane8.StoreDouble(eight, range);
                    for (var i = 0; i < DoubleLane8.Width; i++)
                        eight[i] = TRounding.Round(new DoubleLane(eight[i])).Value;
                    range = DoubleLane8.LoadDouble(eight);
                }

                sum += range;
            }

            DoubleLane8.StoreDouble(eight, sum);
            for (var i = 0; i < Math.Min(DoubleLane8.Width, means.Length - first); i++)
                means[first + i] = eight[i] / Chunks;
        }
    }

    /// <summary>The largest |x − mean| of a channel of one chunk: rounding keeps order, so it is that of the smallest or the largest x. NaN where an element is.</summary>
    public float LargestDeviation<TElement, TRounding>(int channel, float mean)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        for (var part = parts[0].First; part <= parts[0].Last; part++)
        {
            var extremes = Part(part);
            (smallest, largest) = (Math.Min(smallest, extremes.Smallest[channel]), Math.Max(largest, extremes.Largest[channel]));
        }

        var centre = new FloatLane(mean);
        var below = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(OrderKeys.Value<TElement>(smallest)), centre);
        var above = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(OrderKeys.Value<TElement>(largest)), centre);
        return FloatLane.Max(FloatLane.Abs(below), FloatLane.Abs(above)).Value;
    }

    /// <summary>First position of a chunk.</summary>
    public long Begin(int chunk) => begins[chunk];

    /// <summary>Whether a chunk has elements in several blocks.</summary>
    public bool IsCut(int chunk) => parts[chunk].First != parts[chunk].Last;

    /// <summary>The chunks that have all elements in a block: the first, and one past the last.</summary>
    public (int First, int Past) Inside(long block)
    {
        var (begin, end) = problem.Blocks.Positions(block);
        var first = ChunkRange.At(problem.Shape.CountPerChannel, Chunks, begin);
        var past = ChunkRange.At(problem.Shape.CountPerChannel, Chunks, end - 1) + 1;
        first += begins[first] < begin ? 1 : 0;
        past -= begins[past] > end ? 1 : 0;
        return (first, past);
    }

    /// <summary>The ends of a chunk of neighbouring channels, of which <see cref="Take"/> took all blocks with places; those count from the chunk's beginning.</summary>
    public ChannelExtremes Ends(int chunk, int channel, int channels)
    {
        var whole = Part(parts[chunk].First).From(channel);
        for (var part = parts[chunk].First + 1; part <= parts[chunk].Last; part++)
            whole.Append(Part(part).From(channel), channels, before[part]);
        return whole;
    }

    public void Dispose() => memory.Dispose();

    private ChannelExtremes Part(long part) => new((int*)memory.Block(part), problem.Shape.Channels + Padding);

    /// <summary>Keys of the smallest and the largest elements of a chunk, of 8 channels.</summary>
    private (Vector256<int> Smallest, Vector256<int> Largest) Extents(int chunk, int channel)
    {
        var (smallest, largest) = (Vector256.Create(int.MaxValue), Vector256.Create(int.MinValue));
        for (var part = parts[chunk].First; part <= parts[chunk].Last; part++)
        {
            var extremes = Part(part);
            (smallest, largest) = (Vector256.Min(smallest, Vector256.Load(extremes.Smallest + channel)), Vector256.Max(largest, Vector256.Load(extremes.Largest + channel)));
        }

        return (smallest, largest);
    }
}
