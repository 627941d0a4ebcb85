namespace NormGpu.Host.Cpu;

/// <summary>
/// In which order the phases of a pass visit groups of channels and blocks. With many groups a thread takes a group through all phases while it is
/// in the cache; with few, all threads share the blocks of a phase. The values computed are the same.
/// </summary>
internal sealed class Schedule
{
    /// <summary>Channels of which a phase that works on channels alone takes all or a multiple: in channels-last a line of the cache.</summary>
    private const int Line = 32;

    /// <summary>The same of a small group, where there are so few that some threads would have none.</summary>
    private const int LineOfFew = 8;

    private readonly int channels;
    private readonly int channelsPerGroup;
    private readonly long blocks;
    private readonly int threads;

    public Schedule(int channels, int channelsPerGroup, long blocks, int threads)
    {
        this.channels = channels;
        this.channelsPerGroup = channelsPerGroup;
        this.blocks = blocks;
        this.threads = threads;
    }

    /// <summary>Whether one thread takes a group through all phases, block 0 first.</summary>
    public bool KeepsGroups => threads == 1 || Groups % threads == 0 || Groups >= 4 * threads;

    private int Groups => (channels + channelsPerGroup - 1) / channelsPerGroup;

    /// <summary>Runs the phases one after another for every group.</summary>
    public void Run(params ReadOnlySpan<Phase> phases) => Run(null, null, phases);

    /// <summary>The same, with what goes before them.</summary>
    /// <param name="begin">(first channel, channels): before all phases of these channels, by the thread that has them in its cache.</param>
    /// <param name="overlap">The last phase of a group beside the first of the next, where one thread takes both and that is possible.</param>
    /// <param name="phases">The phases.</param>
    public void Run(Action<int, int>? begin, Overlap? overlap, params ReadOnlySpan<Phase> phases)
    {
        if (KeepsGroups)
        {
            RunKept(new KeptWork(begin, overlap, phases.ToArray(), overlap is null ? [] : new int[Groups]));
            return;
        }

        begin?.Invoke(0, channels);
        var steps = new List<JobStep>();
        foreach (var phase in phases)
        {
            if (phase.PerBlock is { } perBlock)
            {
                steps.Add(new JobStep(Groups * blocks, job =>
                {
                    var (first, count) = Group(job % Groups);
                    perBlock(first, count, job / Groups);
                }));
            }

            if (phase.PerGroup is { } perGroup)
            {
                var perJob = ChannelsOfJob();
                steps.Add(new JobStep((channels + perJob - 1) / perJob, job =>
                {
                    var first = (int)job * perJob;
                    perGroup(first, Math.Min(perJob, channels - first));
                }));
            }
        }

        Workers.Run([.. steps], threads);
    }

    /// <summary>A thread takes a group through all phases, and on to the next where it has begun that one.</summary>
    private void RunKept(KeptWork work)
    {
        Workers.Run(Groups, threads, job =>
        {
            if (work.Overlap is null)
            {
                RunGroup(work, (int)job, isBegun: false);
                return;
            }

            // A group is of the thread that takes it first: as its job, or beside the group before.
            var group = (int)job;
            for (var runs = work.Take(group); runs; group++)
                runs = RunGroup(work, group, isBegun: group > job);
        });
    }

    /// <summary>Runs the phases of a group; returns whether it has taken and begun the next.</summary>
    private bool RunGroup(KeptWork work, int group, bool isBegun)
    {
        var (first, count) = Group(group);
        var phases = work.Phases;
        if (!isBegun)
            work.Begin?.Invoke(first, count);
        for (var i = 0; i < phases.Length; i++)
        {
            if (i == phases.Length - 1 && work.Overlap is { } overlap && group + 1 < Groups && overlap.Suits(first) && work.Take(group + 1))
            {
                var (next, nextCount) = Group(group + 1);
                work.Begin?.Invoke(next, nextCount);
                for (long block = 0; block < blocks; block++)
                    overlap.PerBlock(first, block);
                return true;
            }

            if (phases[i].PerBlock is { } perBlock && !(isBegun && i == 0))
            {
                for (long block = 0; block < blocks; block++)
                    perBlock(first, count, block);
            }

            phases[i].PerGroup?.Invoke(first, count);
        }

        return false;
    }

    /// <summary>Channels of a job that works on channels alone: a thread's share, so that none waits for what another has in its cache more often than it must.</summary>
    private int ChannelsOfJob()
    {
        var multiple = channelsPerGroup <= Line && channels < 4 * Line ? LineOfFew : Line;
        var share = (channels + threads - 1) / threads;
        return Math.Min((share + multiple - 1) / multiple * multiple, channelsPerGroup);
    }

    private (int First, int Count) Group(long group)
    {
        var first = (int)group * channelsPerGroup;
        return (first, Math.Min(channelsPerGroup, channels - first));
    }

    /// <summary>What is to be done with each group.</summary>
    /// <param name="Begin">What goes before the phases, or null.</param>
    /// <param name="Overlap">Last phase and next first, or null.</param>
    /// <param name="Phases">The phases.</param>
    /// <param name="Taken">Which groups are taken, where there is an overlap.</param>
    private sealed record KeptWork(Action<int, int>? Begin, Overlap? Overlap, Phase[] Phases, int[] Taken)
    {
        /// <summary>Takes a group, if nobody has.</summary>
        public bool Take(int group) => Interlocked.Exchange(ref Taken[group], 1) == 0;
    }
}

/// <summary>One phase of a pass: work on each block of a group, then work on the group that needs all its blocks.</summary>
/// <param name="PerBlock">(first channel, channels, block); blocks in any order.</param>
/// <param name="PerGroup">(first channel, channels); a group, or any part of it.</param>
internal readonly record struct Phase(Action<int, int, long>? PerBlock, Action<int, int>? PerGroup);

/// <summary>The last phase of a group, which works on blocks alone, beside the first phase of the next.</summary>
/// <param name="Suits">(first channel): whether that is possible; asked when the phases before the last are done.</param>
/// <param name="PerBlock">(first channel, block): both phases of that block.</param>
internal sealed record Overlap(Func<int, bool> Suits, Action<int, long> PerBlock);
