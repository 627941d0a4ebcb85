using System.Diagnostics;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Perf.Peers;

/// <summary>Another process that measures on request, so that both sides can take turns: a line asks, a line answers.</summary>
internal sealed class LinePeer : IDisposable
{
    private const string PythonAdvice = "Is Debian's python3-torch installed? apt-get install python3-torch";

    /// <summary>For a peer what <see cref="Torch.FreedMemory.Keep"/> does for us.</summary>
    private static readonly (string Name, string Value)[] KeepsMemory = [("MALLOC_MMAP_THRESHOLD_", "1073741824"), ("MALLOC_TRIM_THRESHOLD_", "1073741824")];

    private readonly Process process;
    private readonly string name;

    private LinePeer(Process process, string name, string version)
    {
        this.process = process;
        this.name = name;
        Version = version;
    }

    /// <summary>What the peer calls itself.</summary>
    public string Version { get; }

    /// <summary>A script of perf/peers, under Debian's Python.</summary>
    /// <exception cref="CommandException">Python or PyTorch is missing.</exception>
    public static LinePeer StartPython(string script, params object[] arguments) =>
        Start("/usr/bin/python3", Script(script, arguments), [], PythonAdvice);

    /// <summary>The same with freed memory kept, as ours has it, so that what this brings is not counted as ours.</summary>
    /// <exception cref="CommandException">Python or PyTorch is missing.</exception>
    public static LinePeer StartPythonKeepingMemory(string script, params object[] arguments) => Start("/usr/bin/python3", Script(script, arguments), KeepsMemory, PythonAdvice);

    /// <summary>This program with other arguments.</summary>
    /// <exception cref="CommandException">It did not start.</exception>
    public static LinePeer StartOurs(params object[] arguments) => Start(Environment.ProcessPath!, arguments, [], "./setup.sh installs what is needed.");

    /// <summary>One question, one answer.</summary>
    /// <exception cref="CommandException">The process ended.</exception>
    public string Ask(string question)
    {
        try
        {
            process.StandardInput.WriteLine(question);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; the missing answer says so.
        }

        return process.StandardOutput.ReadLine() ?? throw CommandException.Failed($"{name} ended at '{question}'; its message is above.");
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        process.WaitForExit();
        process.Dispose();
    }

    private static object[] Script(string script, object[] arguments) => [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments];

    private static LinePeer Start(string file, object[] arguments, (string Name, string Value)[] environment, string advice)
    {
        var called = $"{Path.GetFileName(file)} {Path.GetFileName(arguments[0].ToString())}";
        var start = new ProcessStartInfo(file, arguments.Select(argument => FormattableString.Invariant($"{argument}")))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (setting, value) in environment)
            start.Environment[setting] = value;
        try
        {
            var started = Process.Start(start)!;
            var version = started.StandardOutput.ReadLine() ?? throw CommandException.Failed($"{called} ended at once. {advice}");
            return new LinePeer(started, called, version);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw CommandException.Failed($"{file} does not start: {problem.Message}. {advice}");
        }
    }
}
