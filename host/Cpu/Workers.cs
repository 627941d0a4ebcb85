namespace NormGpu.Host.Cpu;

/// <summary>Runs independent jobs on a bounded number of threads: those of <see cref="OpenMpThreads"/> where they are shared, else .NET's pool.</summary>
internal static class Workers
{
    /// <summary>Elements of a range that is worth waking a thread for, where little is done with each.</summary>
    public const long ElementsPerJob = 1 << 15;

    /// <summary>The number of threads that <paramref name="requested"/> stands for; 0 means all cores.</summary>
    public static int Count(int requested) => requested > 0 ? requested : Environment.ProcessorCount;

    /// <summary>Calls <paramref name="range"/> with the first element and the one past the last of each part of (count) elements, so many a part.</summary>
    public static void RunRanges(long count, long elementsPerRange, int threads, Action<long, long> range) =>
        Run((count + elementsPerRange - 1) / elementsPerRange, threads, part => range(part * elementsPerRange, Math.Min(count, (part + 1) * elementsPerRange)));

    /// <summary>Calls <paramref name="job"/> for 0 … count − 1. Which thread takes which index is open; results must not depend on it.</summary>
    public static void Run(long count, int threads, Action<long> job) => Run([new JobStep(count, job)], threads);

    /// <summary>The same, step by step.</summary>
    public static void Run(JobStep[] steps, int threads)
    {
        if (threads <= 1 || Array.TrueForAll(steps, step => step.Count <= 1))
        {
            foreach (var (count, job) in steps)
            {
                for (long i = 0; i < count; i++)
                    job(i);
            }
        }
        else if (OpenMpThreads.Shared is { } team)
        {
            team.Run(new SharedJobs(steps, threads));
        }
        else
        {
            PoolTeam.Run(new SharedJobs(steps, threads), (int)Math.Min(threads, steps.Max(step => step.Count)));
        }
    }
}
