using System.Diagnostics;

namespace NormGpu.Perf.Measuring;

/// <summary>Lets several sides run in turns, so that a change in the machine's load meets all of them.</summary>
internal static class Turns
{
    private const int LeastWarmUpRuns = 2;
    private const int LeastRounds = 3;

    /// <summary>Threads of OpenMP spin for a while after their work; nobody is measured beside them.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// So long a side runs before its turn counts. A thread that was asleep may start on its waker's core and wait there for the clock's next tick:
    /// measured with two threads of C on a virtual machine, 98 times of 100, for up to 8 ms. No call in a row of calls pays that.
    /// </summary>
    private static readonly TimeSpan Waking = TimeSpan.FromMilliseconds(12);

    /// <summary>Times each side once a round, in its first run after a pause and <see cref="Waking"/>.</summary>
    /// <param name="rounds">How often at most.</param>
    /// <param name="budget">After this time, warm-up left out, rounds end earlier, but not before the third.</param>
    /// <param name="warmUp">How long each side runs before the clock counts, at least: .NET compiles hot loops again, optimized.</param>
    /// <param name="sides">Each runs once and says how long that took, in a unit of its own.</param>
    /// <returns>The spread of each side.</returns>
    public static Spread[] Take(int rounds, TimeSpan budget, TimeSpan warmUp, params IReadOnlyList<Func<double>> sides)
    {
        foreach (var side in sides)
        {
            var start = Stopwatch.GetTimestamp();
            for (var run = 0; run < LeastWarmUpRuns || Stopwatch.GetElapsedTime(start) < warmUp; run++)
                side();
        }

        var times = sides.Select(_ => new List<double>()).ToArray();
        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < LeastRounds || (round < rounds && Stopwatch.GetElapsedTime(begin) < budget); round++)
        {
            for (var side = 0; side < sides.Count; side++)
            {
                Thread.Sleep(Pause);
                var awake = Stopwatch.GetTimestamp();
                do
                    sides[side]();
                while (Stopwatch.GetElapsedTime(awake) < Waking);
                times[side].Add(sides[side]());
            }
        }

        return [.. times.Select(series => Spread.Of(series))];
    }

    /// <summary>Milliseconds of one call, from a few in a row.</summary>
    public static double Milliseconds(int calls, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }
}
