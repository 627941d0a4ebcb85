using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Tests;

/// <summary>One run of the program within the test's process.</summary>
internal sealed record Run(int Code, string Output, string Error)
{
    public static Run Of(params string[] args)
    {
        return Of(CancellationToken.None, args);
    }

    public static Run Of(CancellationToken stop, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(args, new Terminal(output, error, Interactive: false, stop));
        return new Run(code, output.ToString(), error.ToString());
    }

    /// <summary>Checks the exit code, and that stderr is one line with these words.</summary>
    public void Refused(ExitCode code, params string[] words)
    {
        Assert.Equal((int)code, Code);
        Assert.Empty(Output);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("normgpu: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Checks success, and that stderr is silent.</summary>
    public Run Done()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, Code);
        return this;
    }
}
