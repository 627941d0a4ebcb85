using System.CommandLine;

namespace NormGpu.Cli.CommandLine;

/// <summary>A command of the contract that this version does not have: refused with that sentence, whatever follows it.</summary>
internal static class LaterCommand
{
    public static Command Create(string name, string? shown = null)
    {
        var command = new Command(name, "Not in this version yet.") { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        command.SetAction(int (ParseResult _) => throw CommandException.NotYet($"`normgpu {shown ?? name}`"));
        return command;
    }
}
