using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Devices;
using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Bench;

/// <summary>`normgpu bench`: throughput of each norm, and its share of the memory limit measured in the same run.</summary>
internal static class BenchCommand
{
    private const string UsualShape = "64x64x56x56";
    private const int Repetitions = 21;
    private const int QuickRepetitions = 7;

    /// <summary>Past the last cache of the processors of today.</summary>
    private const long TensorBytes = 512L << 20;
    private const long QuickTensorBytes = 128L << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>--dtype.</summary>
    public static Words<ElementType> Types { get; } = new([("fp16", ElementType.Float16), ("fp32", ElementType.Float32)]);

    public static Command Create(Terminal terminal)
    {
        var norm = new Option<string[]>("--norm") { Description = "The norms to measure; all where none is named.", HelpName = SharedWords.Norm.Listed };
        var relu = new Option<bool>("--relu") { Description = "Put a ReLU behind each norm, in the same pass." };
        var shape = new Option<string>("--shape")
        {
            Description = "N x C x spatial dimensions, whatever the layout.",
            HelpName = "64x64x56x56",
            DefaultValueFactory = _ => UsualShape,
        };
        var layout = SharedWords.Layout.Option("--layout", "How the tensors lie in memory.", "nchw");
        var type = Types.Option("--dtype", "Storage type of the tensors.", "fp16");
        var threads = NumberOptions.Integer("--threads", "Threads on the CPU; 0 means all cores.", 0, least: 0, most: 1024);
        var quick = new Option<bool>("--quick") { Description = $"{QuickRepetitions} timed runs of each pass in place of {Repetitions}." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var device = DeviceOption.CreateForBest();
        var command = new Command(
            "bench", "Measure the throughput of each norm, forward and backward, beside what memory gives in the same run. Tensors of other devices than the CPU stay there.")
        {
            norm, relu, shape, layout, type, threads, quick, json, device,
        };
        command.SetAction(parsed =>
        {
            var requested = parsed.GetValue(threads);
            var hurried = parsed.GetValue(quick);
            var settings = new BenchSettings(
                Norms(parsed.GetValue(norm)), parsed.GetValue(relu) ? Activation.Relu : Activation.None, Dimensions(parsed.GetRequiredValue(shape)), SharedWords.Layout.Of(parsed, layout), Types.Of(parsed, type),
                DeviceOption.Of(parsed, device), requested > 0 ? requested : Environment.ProcessorCount,
                hurried ? QuickRepetitions : Repetitions, hurried ? QuickTensorBytes : TensorBytes);
            return (int)Measure(terminal, settings, parsed.GetValue(json));
        });
        return command;
    }

    private static ExitCode Measure(Terminal terminal, BenchSettings settings, bool json)
    {
        using var signal = new StopSignal(terminal.Stop);
        Say(terminal, json, "measuring memory…");
        var limit = MemoryLimit.Measure(settings.Device, settings.Threads, settings.Repetitions);
        var rows = new List<BenchRow>();
        try
        {
            foreach (var row in Benchmark.Run(settings, limit, signal.Token))
            {
                rows.Add(row);
                Say(terminal, json, $"{row.Norm} {row.Direction}: {row.MedianMs.ToString("F2", CultureInfo.InvariantCulture)} ms");
            }
        }
        catch (OperationCanceledException)
        {
            throw CommandException.Failed("Stopped before the end; nothing is kept.");
        }
        catch (ArgumentException problem)
        {
            throw CommandException.WrongUse(problem.Message);
        }

        if (json)
            terminal.Output.WriteLine(JsonSerializer.Serialize(new { Limit = limit, Rows = rows }, Json));
        else
            WriteTable(terminal, settings, limit, rows);
        return ExitCode.Done;
    }

    private static void WriteTable(Terminal terminal, BenchSettings settings, BenchLimit limit, List<BenchRow> rows)
    {
        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        var where = settings.Device.Kind == DeviceKind.Cpu ? $"cpu, {settings.Threads} threads" : settings.Device.Id;
        terminal.Output.WriteLine(
            $"{settings.ShapeName} {SharedWords.Layout.For(settings.Layout)} {Types.For(settings.Type)}{(settings.Activation == Activation.Relu ? ", with ReLU," : "")} on {where}; median of {settings.Repetitions} runs.");
        terminal.Output.WriteLine($"Memory limit in this run: read {Number(limit.ReadGbps, "F1")} GB/s, copy {Number(limit.CopyGbps, "F1")} GB/s.");
        TextTable.Write(
            terminal,
            ["Norm", "Direction", "ms", "GB/s", "Share of the copy limit", "ns per element"],
            [.. rows.Select(row => new[]
            {
                row.Norm, row.Direction, Number(row.MedianMs, "F3"), Number(row.Gbps, "F1"), Number(100 * row.ShareOfLimit, "F0") + " %", Number(row.NsPerElement, "F3"),
            })]);
    }

    private static void Say(Terminal terminal, bool json, string progress)
    {
        if (terminal.Interactive && !json)
            terminal.Error.WriteLine("normgpu bench: " + progress);
    }

    private static Norm[] Norms(string[]? words)
    {
        if (words is null || words.Length == 0)
            return Enum.GetValues<Norm>();
        return [.. words.Select(word => SharedWords.Norm.TryFind(word, out var norm)
            ? norm
            : throw CommandException.WrongUse($"--norm takes {SharedWords.Norm.Listed}, not '{word}'."))];
    }

    private static long[] Dimensions(string written)
    {
        var parts = written.Split('x');
        var dimensions = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]) || dimensions[i] < 1)
                throw Wrong();
        }

        var elements = dimensions.Aggregate(1.0, (product, d) => product * d);
        return dimensions.Length is >= 2 and <= 5 && dimensions[1] <= int.MaxValue && elements <= 1L << 32 && elements > dimensions[1] ? dimensions : throw Wrong();

        CommandException Wrong() => CommandException.WrongUse(
            $"--shape takes 2 to 5 dimensions such as 64x64x56x56, of 2 values a channel to 2^32 elements in all, not '{written}'.");
    }
}
