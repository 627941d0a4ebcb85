using System.Diagnostics;

namespace NormGpu.Perf.Measuring;

/// <summary>
/// How long a line of the cache takes from core to core: two threads write to it in turns. Some 20 ns inside a core, 60 to 80 where cores share a cache, hundreds where they do not; the cores of a
/// virtual machine may be any, and others a minute later. Whatever two threads do together waits for that several times.
/// </summary>
internal static class CoreDistance
{
    private const int Rounds = 15;

    /// <summary>Turns of both threads in a round, and those of them that are not timed.</summary>
    private const int Turns = 4000;
    private const int Begun = 4;

    /// <summary>Counters this far apart share no line with anything.</summary>
    private const int Spacing = 16;

    /// <summary>Median of some rounds, in nanoseconds one way; not a number where there is one core.</summary>
    public static double Nanoseconds() =>
        Environment.ProcessorCount < 2 ? double.NaN : Math.Round(Spread.Of([.. Enumerable.Range(0, Rounds).Select(_ => Round())]).Median);

    private static double Round()
    {
        var turns = new long[2 * Spacing];
        var other = new Thread(() => TakeTurns(turns, 1, past: Turns));
        other.Start();
        // The other thread is there when the first turn has come back.
        TakeTurns(turns, 0, past: Begun);
        var clock = Stopwatch.StartNew();
        TakeTurns(turns, Begun, past: Turns);
        var time = clock.Elapsed;
        other.Join();
        return time.TotalNanoseconds / (Turns - Begun);
    }

    /// <summary>Waits for every second turn, and passes it on.</summary>
    private static void TakeTurns(long[] turns, long first, long past)
    {
        for (var turn = first; turn < past; turn += 2)
        {
            while (Volatile.Read(ref turns[Spacing]) != turn)
            {
            }

            Volatile.Write(ref turns[Spacing], turn + 1);
        }
    }
}
