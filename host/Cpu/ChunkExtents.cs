using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and largest element of every block, and of the chunks that they make up.</summary>
internal sealed unsafe class ChunkExtents(ChannelProblem problem, int chunks) : IDisposable
{
    private readonly PartialTotals extents = new(problem.Shape.Channels, 2, problem.Blocks.Blocks);

    /// <summary>Looks at one block of a group.</summary>
    public void Take<TElement, TLane, TLayout>(int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops =>
        TLayout.Extent<TElement, TLane>(problem, channel, channels, block, Smallest(block), Largest(block));

    /// <summary>The mean of max − min over the chunks, each of them rounded as the arithmetic says. NaN where an element is.</summary>
    public double MeanRange<TRounding>(int channel)
        where TRounding : struct, IRounding
    {
        var sum = 0.0;
        foreach (var (smallest, largest) in Chunks(channel))
            sum += TRounding.Round(new DoubleLane((double)largest - smallest)).Value;
        return sum / chunks;
    }

    /// <summary>The first largest and first smallest element of each chunk of a channel of the group; none of a chunk of constants.</summary>
    /// <returns>Of each channel of the group. Takes the rows of centres and thresholds for itself.</returns>
    public List<SelectedElement>[] Find<TElement, TLane, TLayout>(int channel, int channels)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TLayout : struct, ILayoutLoops
    {
        var extentsOfChunks = new (float Smallest, float Largest)[channels][];
        for (var c = 0; c < channels; c++)
            extentsOfChunks[c] = Chunks(channel + c);
        var scanner = new EndScanner<TElement, TLayout>(problem, channel, channels);
        for (long block = 0; block < problem.Blocks.Blocks; block++)
        {
            var chunk = problem.Blocks.Chunk(block);
            var isFirst = block == 0 || problem.Blocks.Chunk(block - 1) != chunk;
            var any = false;
            for (var c = 0; c < channels; c++)
            {
                var (smallest, largest) = extentsOfChunks[c][chunk];
                if (isFirst)
                    scanner.Start(channel + c, smallest, largest);
                any |= scanner.Aim(channel + c, (float)Smallest(block)[channel + c] == smallest, (float)Largest(block)[channel + c] == largest);
            }

            // Only the blocks that hold an end are read again.
            if (any)
                TLayout.Scan<TElement, TLane, SingleRounding>(problem, channel, channels, block, scanner);
        }

        return scanner.Found;
    }

    public void Dispose() => extents.Dispose();

    private double* Smallest(long block) => extents.Block(block);

    private double* Largest(long block) => extents.Block(block) + problem.Shape.Channels;

    private (float Smallest, float Largest)[] Chunks(int channel)
    {
        var result = new (float Smallest, float Largest)[chunks];
        Array.Fill(result, (float.PositiveInfinity, float.NegativeInfinity));
        for (long block = 0; block < problem.Blocks.Blocks; block++)
        {
            ref var chunk = ref result[problem.Blocks.Chunk(block)];
            chunk = (MathF.Min(chunk.Smallest, (float)Smallest(block)[channel]), MathF.Max(chunk.Largest, (float)Largest(block)[channel]));
        }

        return result;
    }
}
