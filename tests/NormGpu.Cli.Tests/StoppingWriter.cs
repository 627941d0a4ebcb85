namespace NormGpu.Cli.Tests;

/// <summary>Collects output, and asks to stop once a text was written: a Ctrl-C at a known moment.</summary>
internal sealed class StoppingWriter(CancellationTokenSource stop, string at) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(at, StringComparison.Ordinal) == true)
            stop.Cancel();
    }
}
