using System.Buffers;
using System.Runtime.InteropServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Backward pass of selecting norms: finds again, block by block, the elements of neighbouring channels that the forward pass selected: all beyond its
/// threshold and, of those that equal it, the first.
/// </summary>
internal sealed unsafe class SelectionAgain : IDisposable
{
    private const long MostReserved = 16;

    private readonly int firstChannel;
    private readonly int channels;
    private readonly long blocks;
    private readonly ChannelStatistics statistics;

    /// <summary>Places that a block's candidates have from the beginning.</summary>
    private readonly int reserved;

    /// <summary>What each block of each channel has, (blocks, channels); most have nothing.</summary>
    private readonly Candidates?[] candidates;

    /// <summary>A search in neighbouring channels.</summary>
    /// <param name="firstChannel">First channel.</param>
    /// <param name="channels">How many.</param>
    /// <param name="blocks">Blocks of each.</param>
    /// <param name="selected">Elements that the forward pass selected of each.</param>
    /// <param name="statistics">What it recorded.</param>
    public SelectionAgain(int firstChannel, int channels, long blocks, long selected, ChannelStatistics statistics)
    {
        reserved = (int)Math.Clamp(2 * selected / blocks, 1, MostReserved);
        this.firstChannel = firstChannel;
        this.channels = channels;
        this.blocks = blocks;
        this.statistics = statistics;
        // Nobody else has arrays of this type, and they are returned empty.
        candidates = ArrayPool<Candidates?>.Shared.Rent(checked((int)(blocks * channels)));
    }

    /// <summary>What takes the elements of a block that reach the threshold.</summary>
    public IScanner Block(long block) => new Scanner(this, block);

    /// <summary>The elements of a channel; their indices are positions inside it.</summary>
    /// <param name="channel">Channel.</param>
    /// <param name="found">Receives as many as it has places for.</param>
    /// <returns>How many.</returns>
    public int Find(int channel, Span<SelectedElement> found)
    {
        var count = 0;
        var ties = statistics.Ties[channel];
        for (long block = 0; block < blocks; block++)
        {
            foreach (var candidate in CollectionsMarshal.AsSpan(Of(channel, block)))
            {
                var isTie = MathF.Abs(candidate.Deviation) == statistics.Threshold[channel];
                if (count < found.Length && (!isTie || ties-- > 0))
                    found[count++] = new SelectedElement(candidate.Position, candidate.Gradient, FloatLane.Sign(new FloatLane(candidate.Deviation)).Value);
            }
        }

        return count;
    }

    public void Dispose()
    {
        Array.Clear(candidates, 0, (int)(blocks * channels));
        ArrayPool<Candidates?>.Shared.Return(candidates);
    }

    private ref Candidates? Of(int channel, long block) => ref candidates[block * channels + channel - firstChannel];

    /// <summary>An element that reaches the threshold.</summary>
    private readonly record struct Candidate(long Position, float Deviation, float Gradient);

    /// <summary>Those of one block of one channel, no more ties among them than were selected.</summary>
    private sealed class Candidates(int capacity) : List<Candidate>(capacity)
    {
        public long Ties { get; set; }
    }

    private sealed class Scanner(SelectionAgain selection, long block) : IScanner
    {
        public void Take(int channel, long position, float d, float dy)
        {
            var ofBlock = selection.Of(channel, block) ??= new Candidates(selection.reserved);
            if (MathF.Abs(d) != selection.statistics.Threshold[channel] || ofBlock.Ties++ < selection.statistics.Ties[channel])
                ofBlock.Add(new Candidate(position, d, dy));
        }
    }
}
