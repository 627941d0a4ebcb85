using System.Diagnostics;
using System.Globalization;

namespace NormGpu.Perf;

/// <summary>A Python process that times PyTorch's batch norm on request, so that both sides can take turns.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private readonly Process process;

    private PyTorchPeer(Process process, string version)
    {
        this.process = process;
        Version = version;
    }

    /// <summary>What the peer calls itself.</summary>
    public string Version { get; }

    /// <summary>Starts the peer script with the given number of threads.</summary>
    /// <exception cref="InvalidOperationException">Python or PyTorch is missing.</exception>
    public static PyTorchPeer Start(string script, int threads)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var started = Process.Start(start) ?? throw new InvalidOperationException("/usr/bin/python3 did not start.");
        var version = started.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The PyTorch peer ended at once: install Debian's python3-torch.");
        return new PyTorchPeer(started, version);
    }

    /// <summary>Milliseconds of one forward + backward.</summary>
    public double Time(BatchNormCase shape, string dtype)
    {
        process.StandardInput.WriteLine(FormattableString.Invariant(
            $"{shape.Batch} {shape.Channels} {shape.Height} {shape.Width} {dtype} {(shape.ChannelsLast ? "nhwc" : "nchw")}"));
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PyTorch peer ended in the middle of a run.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
