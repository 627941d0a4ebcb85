using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

public class OpenMpThreadsTests
{
    [SkippableTheory, InlineData(1, 2), InlineData(2, 2), InlineData(7, 2), InlineData(1000, 3), InlineData(5, 16)]
    public void Each_job_is_done_once(int count, int members)
    {
        var done = new int[count];
        Team().Run(Jobs(count, members, job => Interlocked.Increment(ref done[job])));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [SkippableFact]
    public void No_more_threads_work_than_asked_for()
    {
        var threads = new ConcurrentBag<int>();
        Team().Run(Jobs(1000, 1, _ => threads.Add(Environment.CurrentManagedThreadId)));
        Assert.Single(threads.Distinct());
        Assert.Equal(1000, threads.Count);
    }

    [SkippableFact]
    public void What_a_job_throws_reaches_the_caller_and_the_team_goes_on()
    {
        var team = Team();
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(Jobs(100, 2, job => Fail(job))));
        Assert.Equal("job 37", error.Message);
        var sum = 0L;
        team.Run(Jobs(100, 2, job => Interlocked.Add(ref sum, job)));
        Assert.Equal(4950, sum);

        static void Fail(long job)
        {
            if (job == 37)
                throw new InvalidOperationException($"job {job}");
        }
    }

    [SkippableFact]
    public void Threads_that_call_at_once_do_not_meet()
    {
        var team = Team();
        var sums = new long[4];
        var callers = Enumerable.Range(0, sums.Length).Select(caller => new Thread(() =>
        {
            for (var call = 0; call < 200; call++)
                team.Run(Jobs(50, 2, job => Interlocked.Add(ref sums[caller], job)));
        })).ToArray();
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(sums, sum => Assert.Equal(200 * 1225, sum));
    }

    private static SharedJobs Jobs(long count, int members, Action<long> job) => new([new JobStep(count, job)], members);

    private static OpenMpThreads Team()
    {
        Skip.IfNot(NativeLibrary.TryLoad("libgomp.so.1", out _), "GCC's OpenMP library is not on this machine");
        return OpenMpThreads.Find() ?? throw new InvalidOperationException("The library is loaded, but was not found.");
    }
}
