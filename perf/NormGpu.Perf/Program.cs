using NormGpu.Cli.CommandLine;
using NormGpu.Perf.Operators;
using NormGpu.Perf.Peers;
using NormGpu.Perf.Studies;

namespace NormGpu.Perf;

/// <summary>
/// Measures NormGpu. Without a command: the studies beside PyTorch, into perf/results. <c>operators</c>: BenchmarkDotNet over single operators.
/// <c>training-steps</c>: one side of the training study, which starts it itself.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["operators", .. var rest] => OperatorBenchmarks.Run(rest),
                ["training-steps", .. var rest] => TrainingSteps.Serve(rest),
                _ => MeasureCommand.Create().Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false }),
            };
        }
        catch (CommandException failure)
        {
            Console.Error.WriteLine("measure: " + failure.Message);
            return (int)failure.Code;
        }
    }
}
