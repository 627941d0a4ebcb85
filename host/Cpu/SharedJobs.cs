using System.Runtime.ExceptionServices;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Jobs 0 … count − 1 for a team of threads that are not .NET's. Each member starts in a range of its own, as neighbouring jobs prefetch each other's data, and helps
/// the others when that is done; so all jobs are run by however many members come.
/// </summary>
internal sealed class SharedJobs(long count, int members, Action<long> job)
{
    /// <summary>Counters this far apart never share a cache line.</summary>
    private const int Spacing = 16;

    private readonly long[] taken = new long[members * Spacing];
    private int arrived;
    private ExceptionDispatchInfo? error;

    /// <summary>What a member of the team does; those that are one too many leave at once. Never throws: its caller is native code.</summary>
    public void Work()
    {
        var own = Interlocked.Increment(ref arrived) - 1;
        if (own >= members)
            return;
        try
        {
            for (var range = own; range < own + members; range++)
                WorkOn(range % members);
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it from ThrowIfFailed.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref error, ExceptionDispatchInfo.Capture(caught), null);
        }
    }

    /// <summary>Throws what the first job that failed has thrown. The member that ran it took no further job; the others did.</summary>
    public void ThrowIfFailed() => error?.Throw();

    private void WorkOn(int range)
    {
        var end = count * (range + 1) / members;
        for (var next = Next(range); next < end; next = Next(range))
            job(next);
    }

    private long Next(int range) => count * range / members + Interlocked.Increment(ref taken[range * Spacing]) - 1;
}
