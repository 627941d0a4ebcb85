using System.Buffers;
using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Backward pass of selecting norms: finds again, block by block, the elements that the forward pass selected: all beyond its threshold and, of those that equal
/// it, the first.
/// </summary>
internal sealed unsafe class SelectionAgain : IDisposable
{
    /// <summary>Places that a list has from the beginning, at most.</summary>
    private const long MostReserved = 256;

    private readonly ChannelShape shape;
    private readonly ChannelStatistics statistics;
    private readonly SelectedElements elements;
    private readonly long blocks;
    private readonly int channelsPerList;
    private readonly int lists;
    private readonly int reserved;

    /// <summary>Elements that reach the threshold, in order, (blocks, lists); null where there are none, or one block.</summary>
    private readonly List<Candidate>?[] candidates;

    /// <summary>Elements that equal it and were taken, (blocks, C).</summary>
    private readonly int[] ties;

    /// <summary>A search in all channels.</summary>
    /// <param name="problem">Where they lie.</param>
    /// <param name="channelsPerList">Channels that one thread at a time works on, and collects.</param>
    /// <param name="selected">Elements that the forward pass selected of each.</param>
    /// <param name="statistics">What it recorded.</param>
    /// <param name="elements">Receives them, once <see cref="Collect"/> was called.</param>
    public SelectionAgain(ChannelProblem problem, int channelsPerList, long selected, ChannelStatistics statistics, SelectedElements elements)
    {
        shape = problem.Shape;
        blocks = problem.Blocks.Blocks;
        this.channelsPerList = channelsPerList;
        this.statistics = statistics;
        this.elements = elements;
        lists = (shape.Channels + channelsPerList - 1) / channelsPerList;
        reserved = (int)Math.Clamp(2 * selected / blocks * channelsPerList, 1, MostReserved);
        candidates = blocks == 1 ? [] : new List<Candidate>?[blocks * lists];
        ties = ArrayPool<int>.Shared.Rent(checked((int)(blocks * shape.Channels)));
        Array.Clear(ties, 0, (int)(blocks * shape.Channels));
    }

    /// <summary>What takes the elements of a block that reach the threshold.</summary>
    public IScanner Block(long block) => blocks == 1 ? new OnlyBlock(this) : new OneOfBlocks(this, block);

    /// <summary>Puts together what the blocks of neighbouring channels had, which begin and end with a list.</summary>
    public void Collect(int channel, int channels)
    {
        if (blocks == 1)
            return;
        Span<float> tiesLeft = stackalloc float[channelsPerList];
        for (var first = channel; first < channel + channels; first += channelsPerList)
        {
            new Span<float>(statistics.Ties + first, Math.Min(channelsPerList, shape.Channels - first)).CopyTo(tiesLeft);
            for (long block = 0; block < blocks; block++)
            {
                foreach (var (index, c, d, dy) in candidates[block * lists + first / channelsPerList] ?? [])
                {
                    if (MathF.Abs(d) != statistics.Threshold[c] || tiesLeft[c - first]-- > 0)
                        elements.Add(c, new SelectedElement(index, dy, FloatLane.Sign(new FloatLane(d)).Value));
                }
            }
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(ties);

    /// <summary>Whether an element is beyond the threshold, or among so many that equal it as the forward pass selected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Selects(long block, int channel, float d) =>
        MathF.Abs(d) != statistics.Threshold[channel] || ties[block * shape.Channels + channel]++ < statistics.Ties[channel];

    /// <summary>An element that reaches the threshold.</summary>
    private readonly record struct Candidate(long Index, int Channel, float Deviation, float Gradient);

    /// <summary>A channel's elements come in order, so nothing has to be put together.</summary>
    private sealed class OnlyBlock(SelectionAgain selection) : IScanner
    {
        public void Take(int channel, long index, float d, float dy)
        {
            if (selection.Selects(0, channel, d))
                selection.elements.Add(channel, new SelectedElement(index, dy, FloatLane.Sign(new FloatLane(d)).Value));
        }
    }

    private sealed class OneOfBlocks(SelectionAgain selection, long block) : IScanner
    {
        public void Take(int channel, long index, float d, float dy)
        {
            // More of them than were selected is more than anybody asks for, be they all of a channel of constants.
            if (!selection.Selects(block, channel, d))
                return;
            ref var list = ref selection.candidates[block * selection.lists + channel / selection.channelsPerList];
            (list ??= new List<Candidate>(selection.reserved)).Add(new Candidate(index, channel, d, dy));
        }
    }
}
