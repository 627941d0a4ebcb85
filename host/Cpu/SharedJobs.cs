using System.Runtime.ExceptionServices;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Steps of jobs for a team of threads. No step begins before all jobs of the last are done; those who have none left wait for it without sleeping, as it is not long. In each step a member
/// starts in a range of its own, as neighbouring jobs prefetch each other's data, and helps the others when that is done; so all jobs are run by however many members come, and whenever.
/// </summary>
internal sealed class SharedJobs(JobStep[] steps, int members)
{
    /// <summary>Counters this far apart never share a cache line; nor do they share one with the length of their array, which every access reads.</summary>
    private const int Spacing = 16;

    /// <summary>How often a member goes for jobs of its range, where there are so many: the last of them may leave the others waiting.</summary>
    private const int TakesPerRange = 64;

    private readonly long[] taken = new long[(steps.Length * members + 1) * Spacing];
    private readonly long[] done = new long[(steps.Length + 1) * Spacing];
    private int arrived;
    private int working;
    private volatile bool isClosed;
    private volatile ExceptionDispatchInfo? error;

    /// <summary>What a member of the team does; those that are one too many, or come too late, leave at once. Never throws: its caller may be native code.</summary>
    public void Work()
    {
        var own = Interlocked.Increment(ref arrived) - 1;
        if (own >= members)
            return;
        Interlocked.Increment(ref working);
        try
        {
            for (var step = 0; step < steps.Length && error is null && !isClosed; step++)
            {
                for (var range = own; range < own + members; range++)
                    WorkOn(step, range % members);
                AwaitOthers(step);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it from Close.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref error, ExceptionDispatchInfo.Capture(caught), null);
        }

        Interlocked.Decrement(ref working);
    }

    /// <summary>Ends the work: who comes now leaves at once, and when this returns nobody is at a job.</summary>
    /// <remarks>Throws what the first job that failed has thrown. The member that ran it took no further job; others went on to the end of the step.</remarks>
    public void Close()
    {
        isClosed = true;
        Interlocked.MemoryBarrier();
        var wait = default(SpinWait);
        while (Volatile.Read(ref working) > 0)
            wait.SpinOnce(sleep1Threshold: -1);
        error?.Throw();
    }

    private void WorkOn(int step, int range)
    {
        var (count, job) = steps[step];
        var end = count * (range + 1) / members;
        // Whoever takes a job waits until all that it has stored has reached the cache, so many small jobs are taken together.
        var together = Math.Max(1, count / (members * TakesPerRange));
        long jobs = 0;
        for (var next = Take(step, range, together); next < end; next = Take(step, range, together))
        {
            var past = Math.Min(next + together, end);
            for (var i = next; i < past; i++)
                job(i);
            jobs += past - next;
        }

        // Once for all of them: the members share this counter.
        Interlocked.Add(ref Done(step), jobs);
    }

    private long Take(int step, int range, long jobs) =>
        steps[step].Count * range / members + Interlocked.Add(ref taken[(step * members + range + 1) * Spacing], jobs) - jobs;

    private ref long Done(int step) => ref done[(step + 1) * Spacing];

    private void AwaitOthers(int step)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref Done(step)) < steps[step].Count && error is null)
            wait.SpinOnce(sleep1Threshold: -1);
    }
}

/// <summary>Independent jobs.</summary>
/// <param name="Count">How many.</param>
/// <param name="Job">Runs one, 0 … Count − 1.</param>
internal readonly record struct JobStep(long Count, Action<long> Job);
