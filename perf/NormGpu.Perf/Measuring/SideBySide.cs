namespace NormGpu.Perf.Measuring;

/// <summary>Threads that share no work: what more threads give at best to a pass, on cores that are not equally fast and memory that all of them use.</summary>
internal static class SideBySide
{
    /// <summary>Milliseconds in which all threads together do as much as each of them does once: so many times the inverse of what they do in a millisecond.</summary>
    /// <param name="calls">How often each runs its action, in a row.</param>
    /// <param name="actions">One a thread; all begin at the same time.</param>
    public static double Milliseconds(int calls, params IReadOnlyList<Action> actions)
    {
        using var start = new Barrier(actions.Count);
        var times = new double[actions.Count];
        var threads = actions.Select((action, thread) => new Thread(() =>
        {
            start.SignalAndWait();
            times[thread] = Turns.Milliseconds(calls, action);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return actions.Count / times.Sum(time => 1 / time);
    }
}
