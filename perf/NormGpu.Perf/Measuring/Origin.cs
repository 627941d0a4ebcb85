using System.Diagnostics;
using System.Globalization;
using NormGpu.Cli.Devices;

namespace NormGpu.Perf.Measuring;

/// <summary>Where and when numbers were measured: the first columns of every table.</summary>
/// <param name="Machine">Its processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Date">UTC.</param>
/// <param name="Commit">Short hash; a plus where files differ from it.</param>
/// <param name="Load">Load average of the last minute, before the run.</param>
internal sealed record Origin(string Machine, int Cores, string Date, string Commit, string Load)
{
    private const string LoadFile = "/proc/loadavg";

    public static string[] Columns { get; } = ["machine", "cores", "date", "commit", "load_before"];

    public object[] Cells => [Machine, Cores, Date, Commit, Load];

    /// <summary>Of this machine and working tree, now.</summary>
    public static Origin Current()
    {
        var processor = Processor.Current();
        var commit = Git("rev-parse --short HEAD");
        return new Origin(
            processor.Name, processor.Cores, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            commit.Length == 0 ? "unknown" : Git("status --porcelain --untracked-files=no -- . :!perf/results").Length == 0 ? commit : commit + "+",
            File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown");
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
