using System.Runtime.ExceptionServices;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Steps of jobs for a team of threads. No step begins before all jobs of the last are done; those who have none left wait for it without sleeping, as it is not long. In each step a member
/// starts in a range of its own, as neighbouring jobs prefetch each other's data, and helps the others when that is done; so all jobs are run by however many members come, and whenever.
/// </summary>
/// <remarks>
/// A line of the cache takes up to a microsecond from core to core where these share no cache. So a member's counters lie together, on lines that it alone writes to unless it is late: the others
/// look at them when they have nothing else to do.
/// </remarks>
internal sealed class SharedJobs(JobStep[] steps, int members)
{
    /// <summary>Counters this far apart never share a cache line; nor do they share one with the length of their array, which every access reads.</summary>
    private const int Spacing = 16;

    /// <summary>How often a member goes for jobs of its range, where there are so many: the last of them may leave the others waiting.</summary>
    private const int TakesPerRange = 64;

    /// <summary>Per member: the jobs that it has done, of all steps; then for each step the jobs of its range that are taken, by whomever.</summary>
    private readonly long[] counters = new long[(members + 1) * CountersOf(steps)];
    private volatile ExceptionDispatchInfo? error;

    /// <summary>
    /// What a member of the team does, until no job is left to take; others may still be at theirs. Those that are one too many, or come too late, leave at once. Never throws: its caller may be
    /// native code.
    /// </summary>
    /// <param name="own">Which member, from 0: one thread, best the same in each call, as it then has in its cache what it worked on in the last.</param>
    public void Work(int own)
    {
        if (own >= members)
            return;
        try
        {
            long jobs = 0;
            for (var step = 0; step < steps.Length; step++)
            {
                if (step > 0)
                    AwaitOthers(jobs);
                if (error is not null)
                    return;
                jobs += steps[step].Count;
                for (var range = own; range < own + members; range++)
                    WorkOn(step, range % members, own);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it from ThrowError.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref error, ExceptionDispatchInfo.Capture(caught), null);
        }
    }

    /// <summary>Throws what the first job that failed has thrown, if one has. The member that ran it took no further job; others went on to the end of the step.</summary>
    public void ThrowError() => error?.Throw();

    private static int CountersOf(JobStep[] steps) => (steps.Length + 1 + Spacing - 1) / Spacing * Spacing;

    private void WorkOn(int step, int range, int own)
    {
        var (count, job) = steps[step];
        var start = count * range / members;
        var length = count * (range + 1) / members - start;
        // Whoever takes a job waits until all that it has stored has reached the cache, so many small jobs are taken together.
        var together = Math.Max(1, count / (members * TakesPerRange));
        ref var taken = ref counters[(range + 1) * CountersOf(steps) + 1 + step];
        long jobs = 0;
        for (var next = Take(ref taken, together, length); next < length; next = Take(ref taken, together, length))
        {
            var past = Math.Min(next + together, length);
            for (var i = next; i < past; i++)
                job(start + i);
            jobs += past - next;
        }

        if (jobs > 0)
            Volatile.Write(ref Done(own), Done(own) + jobs);
    }

    /// <summary>Takes so many jobs of a range; returns the first. Looks before: of most ranges nothing is left, and their member keeps its line.</summary>
    private static long Take(ref long taken, long jobs, long length) => Volatile.Read(ref taken) < length ? Interlocked.Add(ref taken, jobs) - jobs : length;

    private ref long Done(int member) => ref counters[(member + 1) * CountersOf(steps)];

    private void AwaitOthers(long jobs)
    {
        var wait = default(EagerWait);
        while (AllDone() < jobs && error is null)
            wait.Once();
    }

    private long AllDone()
    {
        long jobs = 0;
        for (var member = 0; member < members; member++)
            jobs += Volatile.Read(ref Done(member));
        return jobs;
    }
}

/// <summary>Independent jobs.</summary>
/// <param name="Count">How many.</param>
/// <param name="Job">Runs one, 0 … Count − 1.</param>
internal readonly record struct JobStep(long Count, Action<long> Job);
