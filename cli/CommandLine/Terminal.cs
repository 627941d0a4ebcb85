namespace NormGpu.Cli.CommandLine;

/// <summary>Where the program writes, and when it is asked to stop.</summary>
/// <param name="Output">Results and progress.</param>
/// <param name="Error">One line for what went wrong.</param>
/// <param name="Interactive">True where a person watches: tables and progress bars are drawn. Otherwise plain lines.</param>
/// <param name="Stop">Asks long work to end after its current step.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool Interactive, CancellationToken Stop = default)
{
    /// <summary>The process's own console.</summary>
    public static Terminal OfProcess()
    {
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected);
    }
}
