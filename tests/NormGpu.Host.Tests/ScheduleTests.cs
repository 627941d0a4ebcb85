using System.Collections.Concurrent;
using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

/// <summary>Each phase of each group runs once, in order, alone or beside the next group's first.</summary>
public class ScheduleTests
{
    private const int Groups = 24;
    private const int Blocks = 3;

    /// <summary>Where every so many groups do not suit an overlap, and any thread may take any group.</summary>
    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(1, 1)]
    [InlineData(2, int.MaxValue)]
    [InlineData(2, 3)]
    [InlineData(4, 5)]
    public void Overlapping_phases_run_once_and_in_order(int threads, int unsuited)
    {
        // What has been done for each group: blocks of its phases, in order.
        var done = Enumerable.Range(0, Groups).Select(_ => new ConcurrentQueue<string>()).ToArray();
        var schedule = new Schedule(Groups, channelsPerGroup: 1, Blocks, threads);
        Assert.True(schedule.KeepsGroups);
        var overlapped = 0;
        var first = new Phase((group, _, block) => done[group].Enqueue($"first {block}"), (group, _) => done[group].Enqueue("first"));
        var middle = new Phase((group, _, block) => done[group].Enqueue($"middle {block}"), null);
        var last = new Phase((group, _, block) => done[group].Enqueue($"last {block}"), null);
        var overlap = new Overlap(group => (group + 1) % unsuited != 0, (group, block) =>
        {
            Interlocked.Increment(ref overlapped);
            done[group].Enqueue($"last {block}");
            done[group + 1].Enqueue($"first {block}");
        });
        schedule.Run((group, _) => done[group].Enqueue("begin"), overlap, first, middle, last);

        string[] expected = ["begin", "first 0", "first 1", "first 2", "first", "middle 0", "middle 1", "middle 2", "last 0", "last 1", "last 2"];
        Assert.All(done, group => Assert.Equal(expected, group, StringComparer.Ordinal));
        if (threads == 1)
            Assert.Equal(Blocks * Enumerable.Range(1, Groups - 1).Count(next => next % unsuited != 0), overlapped);
    }

    /// <summary>More groups than are taken one by one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Phases_of_many_groups_run_once_and_in_order(int threads)
    {
        const int many = 1000;
        var done = Enumerable.Range(0, many).Select(_ => new ConcurrentQueue<string>()).ToArray();
        var schedule = new Schedule(many, channelsPerGroup: 1, blocks: 1, threads);
        Assert.True(schedule.KeepsGroups);
        schedule.Run(
            new Phase((group, _, block) => done[group].Enqueue($"first {block}"), (group, _) => done[group].Enqueue("first")),
            new Phase((group, _, block) => done[group].Enqueue($"last {block}"), null));
        Assert.All(done, group => Assert.Equal(["first 0", "first", "last 0"], group, StringComparer.Ordinal));
    }

    /// <summary>What goes before the phases is done once for each group, and before them, whether threads keep groups or share their blocks.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    public void Groups_begin_before_their_phases(int threads, bool keepsGroups)
    {
        const int few = 3;
        var done = Enumerable.Range(0, few).Select(_ => new ConcurrentQueue<string>()).ToArray();
        var schedule = new Schedule(few, channelsPerGroup: 1, Blocks, threads);
        Assert.Equal(keepsGroups, schedule.KeepsGroups);
        void Enqueue(int group, int count, string what)
        {
            for (var i = group; i < group + count; i++)
                done[i].Enqueue(what);
        }

        schedule.Run(
            (group, count) => Enqueue(group, count, "begin"),
            null,
            new Phase((group, count, _) => Enqueue(group, count, "block"), (group, count) => Enqueue(group, count, "group")));
        Assert.All(done, group => Assert.Equal(["begin", "block", "block", "block", "group"], group, StringComparer.Ordinal));
    }
}
