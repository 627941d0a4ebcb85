using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Backward pass of selecting norms: finds again, block by block, the elements that the forward pass selected: all beyond its threshold and, of those that equal
/// it, the first. Whoever finds them in a block stores their gradients there, too: it has them in its cache.
/// </summary>
internal sealed unsafe class SelectionAgain : IDisposable
{
    /// <summary>Places that a list has from the beginning, beside twice as many as it takes if blocks have as many each.</summary>
    private const long Reserve = 8;

    private readonly ChannelShape shape;
    private readonly ChannelStatistics statistics;
    private readonly int channelsPerGroup;
    private readonly int groups;

    /// <summary>What holds the elements that reach the threshold, in order, (blocks, groups); each from its <see cref="Scanner"/> on.</summary>
    private readonly BlockScanner[] scanners;

    /// <summary>Where each list begins, (blocks, groups, room).</summary>
    private readonly ScratchMemory reserved;
    private readonly int room;

    /// <summary>What of them there is in each block of each channel, (blocks, C).</summary>
    private readonly ScratchMemory tallies;

    /// <summary>A search in all channels.</summary>
    /// <param name="problem">Where they lie.</param>
    /// <param name="channelsPerGroup">Channels that one thread at a time searches.</param>
    /// <param name="selected">Elements that the forward pass selected of each.</param>
    /// <param name="statistics">What it recorded.</param>
    public SelectionAgain(ChannelProblem problem, int channelsPerGroup, long selected, ChannelStatistics statistics)
    {
        shape = problem.Shape;
        this.channelsPerGroup = channelsPerGroup;
        this.statistics = statistics;
        var blocks = problem.Blocks.Blocks;
        groups = (shape.Channels + channelsPerGroup - 1) / channelsPerGroup;
        scanners = new BlockScanner[blocks * groups];
        room = checked((int)(2 * selected * Math.Min(channelsPerGroup, shape.Channels) / blocks + Reserve));
        reserved = new ScratchMemory((long)scanners.Length * room * sizeof(Candidate));
        var bytes = blocks * shape.Channels * sizeof(Tally);
        tallies = new ScratchMemory(bytes);
        NativeMemory.Clear(tallies.Address, (nuint)bytes);
    }

    /// <summary>What takes the elements of a block that reach the threshold.</summary>
    /// <param name="channel">First channel of a group.</param>
    /// <param name="block">Block.</param>
    public IScanner Scanner(int channel, long block)
    {
        var list = ListOf(channel, block);
        return scanners[list] = new BlockScanner(statistics, Tallies(block), new CandidateList((Candidate*)reserved.Address + list * room, room));
    }

    /// <summary>The sum of the signs of a channel's selected elements, once all blocks were searched; leaves to each as many of those that equal the threshold as the blocks before it leave.</summary>
    public double Settle(int channel)
    {
        var signs = 0;
        var left = (int)statistics.Ties[channel];
        for (long block = 0; block < scanners.Length / groups; block++)
        {
            ref var tally = ref Tallies(block)[channel];
            signs += tally.Signs;
            if (tally.Ties > left)
            {
                signs -= SignsOfTies(channel, block, left);
                tally.Ties = left;
            }

            left -= tally.Ties;
        }

        return signs;
    }

    /// <summary>The elements of a block that reach the threshold, in order.</summary>
    /// <param name="channel">First channel of a group.</param>
    /// <param name="block">Block.</param>
    public ReadOnlySpan<Candidate> Candidates(int channel, long block) => scanners[ListOf(channel, block)].Held;

    /// <summary>Whether an element of a block is among those selected. Asked once of each, in order, when its channel was settled.</summary>
    public bool Selects(in Candidate candidate, long block) => !IsTie(candidate.Channel, candidate.Deviation) || Tallies(block)[candidate.Channel].Ties-- > 0;

    public void Dispose()
    {
        foreach (var scanner in scanners)
            scanner?.Dispose();
        reserved.Dispose();
        tallies.Dispose();
    }

    private bool IsTie(int channel, float d) => IsTie(statistics, channel, d);

    private static bool IsTie(in ChannelStatistics statistics, int channel, float d) => MathF.Abs(d) == statistics.Threshold[channel];

    private long ListOf(int channel, long block) => block * groups + channel / channelsPerGroup;

    private Tally* Tallies(long block) => (Tally*)tallies.Address + block * shape.Channels;

    /// <summary>The sum of the signs of a channel's elements that equal the threshold, without the first so many.</summary>
    private int SignsOfTies(int channel, long block, int skipped)
    {
        var signs = 0;
        foreach (ref readonly var candidate in scanners[ListOf(channel, block)].Held)
        {
            if (candidate.Channel == channel && IsTie(channel, candidate.Deviation) && skipped-- <= 0)
                signs += (int)candidate.Sign;
        }

        return signs;
    }

    /// <summary>An element that reaches the threshold.</summary>
    /// <param name="Index">Where it lies in the memory that a pass works on, in elements.</param>
    /// <param name="Channel">Its channel.</param>
    /// <param name="Deviation">x − mean.</param>
    /// <param name="Gradient">dy there.</param>
    internal readonly record struct Candidate(long Index, int Channel, float Deviation, float Gradient)
    {
        /// <summary>Sign of x − mean.</summary>
        public float Sign => FloatLane.Sign(new FloatLane(Deviation)).Value;
    }

    /// <summary>Of a channel's candidates in a block, the sum of their signs, and how many equal the threshold.</summary>
    private record struct Tally(int Signs, int Ties);

    /// <summary>Gathers the elements of a block. An object of the thread that scans it: lists side by side would take a line of the cache from each other with each element.</summary>
    private sealed class BlockScanner(ChannelStatistics statistics, Tally* tallies, CandidateList list) : IScanner, IDisposable
    {
        private CandidateList list = list;

        public ReadOnlySpan<Candidate> Held => list.Held;

        public void Take(int channel, long index, float d, float dy)
        {
            ref var tally = ref tallies[channel];
            if (IsTie(statistics, channel, d))
            {
                // More of them than were selected is more than anybody asks for, be they all of a channel of constants.
                if (tally.Ties >= statistics.Ties[channel])
                    return;
                tally.Ties++;
            }

            var candidate = new Candidate(index, channel, d, dy);
            tally.Signs += (int)candidate.Sign;
            list.Add(candidate);
        }

        public void Dispose() => list.Release();
    }

    /// <summary>A list that begins in memory which all share, and leaves it where that is too small.</summary>
    private struct CandidateList(Candidate* memory, int room)
    {
        private Candidate* memory = memory;
        private int room = room;
        private int count;
        private ScratchMemory? own;

        public readonly ReadOnlySpan<Candidate> Held => new(memory, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(in Candidate candidate)
        {
            if (count == room)
                Grow();
            memory[count++] = candidate;
        }

        public readonly void Release() => own?.Dispose();

        private void Grow()
        {
            var grown = new ScratchMemory(2L * room * sizeof(Candidate));
            Held.CopyTo(new Span<Candidate>(grown.Address, 2 * room));
            own?.Dispose();
            own = grown;
            memory = (Candidate*)grown.Address;
            room *= 2;
        }
    }
}
