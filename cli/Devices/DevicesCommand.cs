using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Devices;

/// <summary>`normgpu devices`: what can run here, and why what cannot cannot.</summary>
internal static class DevicesCommand
{
    private const double Gibibyte = 1L << 30;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("devices", "Show what can run here, and why what cannot cannot.") { json };
        command.SetAction(parsed =>
        {
            var processor = Processor.Current();
            if (parsed.GetValue(json))
                WriteJson(terminal, processor);
            else
                WriteTable(terminal, processor);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static (string Device, string Reason)[] Absent =>
    [
        ("cuda", "The CUDA backend is not in this version yet."),
        ("opencl", "The OpenCL backend is not in this version yet."),
    ];

    private static void WriteTable(Terminal terminal, Processor processor)
    {
        var memory = (processor.MemoryBytes / Gibibyte).ToString("F1", CultureInfo.InvariantCulture);
        var rows = new List<string[]> { new[] { "cpu", "yes", $"{processor.Name}, {processor.Cores} cores, {processor.SimdBits}-bit SIMD, {memory} GiB" } };
        rows.AddRange(Absent.Select(row => new[] { row.Device, "no", row.Reason }));
        TextTable.Write(terminal, ["Device", "Usable", "What it is"], rows);
    }

    private static void WriteJson(Terminal terminal, Processor processor)
    {
        var devices = new List<object>
        {
            new { Device = "cpu", Available = true, processor.Name, processor.Cores, processor.SimdBits, processor.MemoryBytes },
        };
        devices.AddRange(Absent.Select(row => new { row.Device, Available = false, row.Reason }));
        terminal.Output.WriteLine(JsonSerializer.Serialize(new { Devices = devices }, Layout));
    }
}
