using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Host.Devices;

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

    private static IEnumerable<DeviceDescription> Others => DeviceCatalogue.All.Where(description => description.Kind != DeviceKind.Cpu);

    private static void WriteTable(Terminal terminal, Processor processor)
    {
        var rows = new List<string[]>
        {
            new[] { "cpu", "yes", $"{processor.Name}, {processor.Cores} cores, {processor.SimdBits}-bit SIMD, {Memory(processor.MemoryBytes)}" },
        };
        rows.AddRange(Others.Select(other => new[] { other.Id, other.IsAvailable ? "yes" : "no", other.Missing ?? Described(other) }));
        TextTable.Write(terminal, ["Device", "Usable", "What it is"], rows);
    }

    private static void WriteJson(Terminal terminal, Processor processor)
    {
        var devices = new List<object>
        {
            new { Device = "cpu", Available = true, processor.Name, processor.Cores, processor.SimdBits, processor.MemoryBytes },
        };
        devices.AddRange(Others.Select(other => other.IsAvailable
            ? (object)new { Device = other.Id, Available = true, other.Name, other.MemoryBytes, other.Capabilities }
            : new { Device = other.Id, Available = false, Reason = other.Missing }));
        terminal.Output.WriteLine(JsonSerializer.Serialize(new { Devices = devices }, Layout));
    }

    private static string Described(DeviceDescription device) => string.Join(", ", [device.Name, .. device.Capabilities, Memory(device.MemoryBytes)]);

    private static string Memory(long bytes) => (bytes / Gibibyte).ToString("F1", CultureInfo.InvariantCulture) + " GiB";
}
