namespace NormGpu.Cli.CommandLine;

/// <summary>What the program answers to the shell.</summary>
public enum ExitCode
{
    /// <summary>All was done.</summary>
    Done = 0,

    /// <summary>The command was right, but a file, the machine or the computation was not.</summary>
    Failed = 1,

    /// <summary>The command line itself is wrong, or asks for what this version does not have.</summary>
    WrongUse = 2,
}
