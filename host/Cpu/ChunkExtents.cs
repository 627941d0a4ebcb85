using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and largest element of each chunk of each channel, block by block.</summary>
internal sealed unsafe class ChunkExtents : IDisposable
{
    /// <summary>Integers behind a row, lest a channel's share a few places of the cache where channels are a power of two.</summary>
    private const int Padding = 16;

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

    /// <summary>
    /// Hands over the first largest and first smallest element of each chunk of neighbouring channels, of which <see cref="Take"/> took all blocks with places; none of a
    /// chunk of constants, or with NaN.
    /// </summary>
    public void Collect<TElement, TLayout>(int channel, int channels, SelectedElements elements)
        where TElement : struct, IElement
        where TLayout : struct, ILayoutLoops
    {
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var whole = Part(parts[chunk].First).From(channel);
            for (var part = parts[chunk].First + 1; part <= parts[chunk].Last; part++)
                whole.Append(Part(part).From(channel), channels, before[part]);
        }

        for (var c = channel; c < channel + channels; c++)
        {
            for (var chunk = 0; chunk < Chunks; chunk++)
            {
                var ends = Part(parts[chunk].First)[c];
                // The two slopes of a chunk of constants would cancel. NaN has no ends.
                if (ends.Smallest == ends.Largest || !OrderKeys.IsNumber<TElement>(ends.Smallest) || !OrderKeys.IsNumber<TElement>(ends.Largest))
                    continue;
                elements.Add(c, new SelectedElement(TLayout.Index(problem.Shape, c, begins[chunk] + ends.LargestAt), 0, 1));
                elements.Add(c, new SelectedElement(TLayout.Index(problem.Shape, c, begins[chunk] + ends.SmallestAt), 0, -1));
            }

            // Loads that wait for nothing but memory.
            foreach (ref var element in elements[c])
                element = element with { Gradient = TElement.LoadOne(problem.Gradient, element.Index) };
        }
    }

    public void Dispose() => memory.Dispose();

    private ChannelExtremes Part(long part) => new((int*)memory.Block(part), problem.Shape.Channels + Padding);

    private (int Smallest, int Largest) Extent(int chunk, int channel)
    {
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        for (var part = parts[chunk].First; part <= parts[chunk].Last; part++)
        {
            var extremes = Part(part);
            (smallest, largest) = (Math.Min(smallest, extremes.Smallest[channel]), Math.Max(largest, extremes.Largest[channel]));
        }

        return (smallest, largest);
    }
}
