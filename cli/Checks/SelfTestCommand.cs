using System.CommandLine;
using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Devices;
using NormGpu.Host;
using NormGpu.Host.Checks;

namespace NormGpu.Cli.Checks;

/// <summary>`normgpu selftest`: every norm, tensor type, layout and direction on one device against double precision, and weight norm.</summary>
internal static class SelfTestCommand
{
    public static Command Create(Terminal terminal)
    {
        var device = DeviceOption.CreateForBest();
        var command = new Command("selftest", "Check every norm on a device against double precision; exit code 1 if one misses.") { device };
        command.SetAction(parsed =>
        {
            var chosen = DeviceOption.Of(parsed, device);
            return (int)Report(terminal, chosen.Id, SelfTest.Run(chosen));
        });
        return command;
    }

    /// <summary>Shows the largest error of each operator.</summary>
    /// <returns>Failed if one missed its limit.</returns>
    internal static ExitCode Report(Terminal terminal, string device, IReadOnlyList<SelfTestResult> results)
    {
        // One row for all layouts of an operator: the worst of them, a NaN before all.
        var rows = results
            .GroupBy(result => (result.Settings, result.Direction, result.Type))
            .Select(group => Row(group.OrderBy(result => result.Passed).ThenByDescending(result => result.WorstUlps / result.Limit).First()))
            .ToList();
        TextTable.Write(terminal, ["Norm", "Operator", "Tensors", "Arithmetic", "Sums", "Error (ulp)", "Limit", "Result"], rows);
        var missed = results.Count(result => !result.Passed);
        terminal.Output.WriteLine($"{device}: {results.Count - missed} checks passed, {missed} missed");
        return missed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string[] Row(SelfTestResult result)
    {
        return
        [
            SharedWords.Norm.For(result.Settings.Norm) + (result.Settings.Activation == Activation.Relu ? " + ReLU" : ""),
            result.Direction switch
            {
                Direction.Forward => "training forward",
                Direction.Backward => "training backward",
                Direction.Inference => "eval forward",
                Direction.BackwardInference => "eval backward",
                Direction.WeightForward => "weight norm forward",
                _ => "weight norm backward",
            },
            result.Type == ElementType.Float16 ? "fp16" : "fp32",
            SharedWords.Arithmetic.For(result.Settings.Arithmetic),
            SharedWords.Accumulation.For(result.Settings.Accumulation),
            result.WorstUlps.ToString("F2", CultureInfo.InvariantCulture),
            result.Limit.ToString("F1", CultureInfo.InvariantCulture),
            result.Passed ? "passed" : "MISSED",
        ];
    }
}
