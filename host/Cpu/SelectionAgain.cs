using System.Buffers;
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
    private readonly long blocks;
    private readonly int channelsPerList;
    private readonly int lists;
    private readonly int reserved;

    /// <summary>Elements that reach the threshold, in the order of positions, (blocks, lists); null where there are none.</summary>
    private readonly List<Candidate>?[] candidates;

    /// <summary>Elements that equal it, (blocks, C).</summary>
    private readonly int[] ties;

    /// <summary>A search in all channels.</summary>
    /// <param name="problem">Where they lie.</param>
    /// <param name="channelsPerList">Channels that one thread at a time works on, and collects.</param>
    /// <param name="selected">Elements that the forward pass selected of each.</param>
    /// <param name="statistics">What it recorded.</param>
    public SelectionAgain(ChannelProblem problem, int channelsPerList, long selected, ChannelStatistics statistics)
    {
        shape = problem.Shape;
        blocks = problem.Blocks.Blocks;
        this.channelsPerList = channelsPerList;
        this.statistics = statistics;
        lists = (shape.Channels + channelsPerList - 1) / channelsPerList;
        reserved = (int)Math.Clamp(2 * selected / blocks * channelsPerList, 1, MostReserved);
        candidates = new List<Candidate>?[blocks * lists];
        ties = ArrayPool<int>.Shared.Rent(checked((int)(blocks * shape.Channels)));
        Array.Clear(ties, 0, (int)(blocks * shape.Channels));
    }

    /// <summary>What takes the elements of a block that reach the threshold.</summary>
    public IScanner Block(long block) => new Scanner(this, block);

    /// <summary>Hands over the selected elements of neighbouring channels, which begin and end with a list.</summary>
    public void Collect<TLayout>(int channel, int channels, SelectedElements elements)
        where TLayout : struct, ILayoutLoops
    {
        Span<float> tiesLeft = stackalloc float[channelsPerList];
        for (var first = channel; first < channel + channels; first += channelsPerList)
        {
            new Span<float>(statistics.Ties + first, Math.Min(channelsPerList, shape.Channels - first)).CopyTo(tiesLeft);
            for (long block = 0; block < blocks; block++)
            {
                foreach (var candidate in candidates[block * lists + first / channelsPerList] ?? [])
                {
                    var (c, d) = (candidate.Channel, candidate.Deviation);
                    if (MathF.Abs(d) != statistics.Threshold[c] || tiesLeft[c - first]-- > 0)
                        elements.Add(c, new SelectedElement(TLayout.Index(shape, c, candidate.Position), candidate.Gradient, FloatLane.Sign(new FloatLane(d)).Value));
                }
            }
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(ties);

    /// <summary>An element that reaches the threshold.</summary>
    private readonly record struct Candidate(long Position, int Channel, float Deviation, float Gradient);

    private sealed class Scanner(SelectionAgain selection, long block) : IScanner
    {
        public void Take(int channel, long position, float d, float dy)
        {
            // More of them than were selected is more than anybody asks for, be they all of a channel of constants.
            if (MathF.Abs(d) == selection.statistics.Threshold[channel] && selection.ties[block * selection.shape.Channels + channel]++ >= selection.statistics.Ties[channel])
                return;
            ref var list = ref selection.candidates[block * selection.lists + channel / selection.channelsPerList];
            (list ??= new List<Candidate>(selection.reserved)).Add(new Candidate(position, channel, d, dy));
        }
    }
}
