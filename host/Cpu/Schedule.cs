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
    public void Run(params ReadOnlySpan<Phase> phases) => Run(null, phases);

    /// <summary>The same, the last phase of a group beside the first of the next where one thread takes both and that is possible.</summary>
    public void Run(Overlap? overlap, params ReadOnlySpan<Phase> phases)
    {
        var all = phases.ToArray();
        if (KeepsGroups)
        {
            RunKept(overlap, all);
            return;
        }

        var steps = new List<JobStep>();
        foreach (var phase in all)
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
    private void RunKept(Overlap? overlap, Phase[] phases)
    {
        if (overlap is null)
        {
            Workers.Run(Groups, threads, group => RunGroup(null, phases, [], (int)group, isBegun: false));
            return;
        }

        // A group is of the thread that takes it first: as its job, or beside the group before.
        var taken = new int[Groups];
        Workers.Run(Groups, threads, job =>
        {
            var group = (int)job;
            for (var runs = Take(taken, group); runs; group++)
                runs = RunGroup(overlap, phases, taken, group, isBegun: group > job);
        });
    }

    /// <summary>Runs the phases of a group; returns whether it has taken and begun the next.</summary>
    private bool RunGroup(Overlap? overlap, Phase[] phases, int[] taken, int group, bool isBegun)
    {
        var (first, count) = Group(group);
        for (var i = 0; i < phases.Length; i++)
        {
            if (i == phases.Length - 1 && overlap is not null && group + 1 < Groups && overlap.Suits(first) && Take(taken, group + 1))
            {
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

    private static bool Take(int[] taken, int group) => Interlocked.Exchange(ref taken[group], 1) == 0;

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
}

/// <summary>One phase of a pass: work on each block of a group, then work on the group that needs all its blocks.</summary>
/// <param name="PerBlock">(first channel, channels, block); blocks in any order.</param>
/// <param name="PerGroup">(first channel, channels); a group, or any part of it.</param>
internal readonly record struct Phase(Action<int, int, long>? PerBlock, Action<int, int>? PerGroup);

/// <summary>The last phase of a group, which works on blocks alone, beside the first phase of the next.</summary>
/// <param name="Suits">(first channel): whether that is possible; asked when the phases before the last are done.</param>
/// <param name="PerBlock">(first channel, block): both phases of that block.</param>
internal sealed record Overlap(Func<int, bool> Suits, Action<int, long> PerBlock);
