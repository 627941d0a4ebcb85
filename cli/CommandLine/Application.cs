using System.CommandLine;
using NormGpu.Cli.Apply;
using NormGpu.Cli.Bench;
using NormGpu.Cli.Checks;
using NormGpu.Cli.Demo;
using NormGpu.Cli.Devices;
using NormGpu.Cli.Reproduce;
using NormGpu.Cli.Training;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.CommandLine;

/// <summary>The program without its process: parses, runs a command, turns every failure into one line and an exit code.</summary>
public static class Application
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">As the shell passes them.</param>
    /// <param name="terminal">Where output goes.</param>
    /// <returns>0 done, 1 failed, 2 wrong use.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var parsed = Commands(terminal).Parse(args);
        try
        {
            if (parsed.Errors.Count > 0)
                throw CommandException.WrongUse($"{Problem(parsed)} See `{Path(parsed.CommandResult)} --help`.");
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandException failure)
        {
            return Refuse(terminal, failure.Message, failure.Code);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Refuse(terminal, failure.Message, ExitCode.Failed);
        }
        catch (DeviceException failure)
        {
            return Refuse(terminal, failure.Message, ExitCode.Failed);
        }
        catch (OutOfMemoryException)
        {
            return Refuse(terminal, "This machine has not enough memory for that.", ExitCode.Failed);
        }
        catch (Exception failure)
        {
            return Refuse(terminal, $"Internal error, please report it: {failure.GetType().Name}: {failure.Message}", ExitCode.Failed);
        }
    }

    private static RootCommand Commands(Terminal terminal)
    {
        var root = new RootCommand("Half-precision normalization for .NET: trains networks, applies single operators, shows the devices.")
        {
            DemoCommand.Create(terminal),
            DevicesCommand.Create(terminal),
            SelfTestCommand.Create(terminal),
            TrainCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            ApplyCommand.Create(terminal),
            BenchCommand.Create(terminal),
        };
        return root;
    }

    private static string Problem(ParseResult parsed)
    {
        // A mistyped command is reported as a missing one first; the unknown word tells more.
        return parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is no command or option here." : parsed.Errors[0].Message;
    }

    private static string Path(System.CommandLine.Parsing.SymbolResult command)
    {
        var names = new Stack<string>();
        for (var result = command; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult named)
                names.Push(named.Command is RootCommand ? "normgpu" : named.Command.Name);
        }

        return string.Join(' ', names);
    }

    private static int Refuse(Terminal terminal, string message, ExitCode code)
    {
        terminal.Error.WriteLine("normgpu: " + string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
        return (int)code;
    }
}
