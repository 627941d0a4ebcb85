using System.Diagnostics;
using System.Globalization;
using NormGpu.Cli.Devices;

namespace NormGpu.Perf.Measuring;

/// <summary>Where and when numbers were measured: the first columns of every table.</summary>
/// <param name="Machine">Its processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Date">UTC.</param>
/// <param name="Commit">Short hash; a plus where files differ from it.</param>
/// <param name="BusyPercent">How busy others kept the cores in the second before the study; not a number where the system does not say.</param>
/// <param name="CoreToCore">How long a line of the cache took from core to core then, in nanoseconds; see <see cref="CoreDistance"/>.</param>
internal sealed record Origin(string Machine, int Cores, string Date, string Commit, double BusyPercent, double CoreToCore)
{
    private const string Processors = "/proc/stat";

    public static string[] Columns { get; } = ["machine", "cores", "date", "commit", "busy_before_percent", "core_to_core_ns"];

    public object[] Cells => [Machine, Cores, Date, Commit, BusyPercent, CoreToCore];

    /// <summary>Of this machine and working tree, now.</summary>
    public static Origin Current()
    {
        var processor = Processor.Current();
        var commit = Git("rev-parse --short HEAD");
        return new Origin(
            processor.Name, processor.Cores, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            commit.Length == 0 ? "unknown" : Git("status --porcelain --untracked-files=no -- . :!perf/results").Length == 0 ? commit : commit + "+",
            Busy(), CoreDistance.Nanoseconds());
    }

    /// <summary>What the cores did in a second in which this process slept.</summary>
    private static double Busy()
    {
        if (!File.Exists(Processors))
            return double.NaN;
        var (idleBefore, allBefore) = Ticks();
        Thread.Sleep(TimeSpan.FromSeconds(1));
        var (idle, all) = Ticks();
        return Math.Round(100 * (1 - (idle - idleBefore) / (double)Math.Max(1, all - allBefore)), 1);
    }

    /// <summary>Idle ticks, which are the fourth and fifth number of the first line, and all ticks.</summary>
    private static (long Idle, long All) Ticks()
    {
        var ticks = File.ReadLines(Processors).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }

    private static string Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var said = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? said : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
