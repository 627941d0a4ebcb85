using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli;

/// <summary>The `normgpu` program.</summary>
public static class Program
{
    /// <summary>Runs the command that the arguments name. Exit code: 0 done, 1 failed, 2 wrong use.</summary>
    public static int Main(string[] args)
    {
        return Application.Run(args, Terminal.OfProcess());
    }
}
