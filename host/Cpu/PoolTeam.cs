namespace NormGpu.Host.Cpu;

/// <summary>The calling thread and threads of .NET's pool that help it with jobs, if they come in time.</summary>
internal sealed class PoolTeam
{
    private readonly SharedJobs jobs;
    private int working;

    private PoolTeam(SharedJobs jobs) => this.jobs = jobs;

    /// <summary>Has the jobs done, and returns when all are and nobody is at one: wakes the helpers once for all steps, and does what they leave.</summary>
    public static void Run(SharedJobs jobs, int threads)
    {
        var team = new PoolTeam(jobs);
        for (var helper = 1; helper < threads; helper++)
            ThreadPool.UnsafeQueueUserWorkItem(member => member.Team.Help(member.Number), (Team: team, Number: helper), preferLocal: false);
        jobs.Work(0);
        // Who comes from now on finds no job to take, or an error.
        Interlocked.MemoryBarrier();
        var wait = default(EagerWait);
        while (Volatile.Read(ref team.working) > 0)
            wait.Once();
        jobs.ThrowError();
    }

    private void Help(int member)
    {
        Interlocked.Increment(ref working);
        jobs.Work(member);
        Interlocked.Decrement(ref working);
    }
}
