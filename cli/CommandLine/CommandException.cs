namespace NormGpu.Cli.CommandLine;

/// <summary>Ends a command: its message is the one line that the user sees.</summary>
#pragma warning disable RCS1194 // Made by its three factories only: each says which exit code it means.
public sealed class CommandException : Exception
{
    private CommandException(ExitCode code, string message)
        : base(message)
    {
        Code = code;
    }

    /// <summary>The program's exit code.</summary>
    public ExitCode Code { get; }

    /// <summary>A file, the machine or the computation is not as it has to be.</summary>
    /// <param name="message">One sentence: what is wrong, where, and what is expected.</param>
    public static CommandException Failed(string message)
    {
        return new CommandException(ExitCode.Failed, message);
    }

    /// <summary>The command line is wrong.</summary>
    /// <param name="message">One sentence: what is wrong and what is expected.</param>
    public static CommandException WrongUse(string message)
    {
        return new CommandException(ExitCode.WrongUse, message);
    }
}
