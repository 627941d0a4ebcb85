using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Cli.Devices;

/// <summary>The machine's processor, as the CPU backend uses it.</summary>
/// <param name="Name">As the system calls it.</param>
/// <param name="Cores">Logical cores that this process may use.</param>
/// <param name="SimdBits">Width of the widest accelerated vectors; 0 for none.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
internal sealed record Processor(string Name, int Cores, int SimdBits, long MemoryBytes)
{
    private const string LinuxDescription = "/proc/cpuinfo";

    /// <summary>Of this machine.</summary>
    public static Processor Current()
    {
        return new Processor(ReadName(), Environment.ProcessorCount, WidestVector(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static int WidestVector()
    {
        if (Vector512.IsHardwareAccelerated)
            return 512;
        if (Vector256.IsHardwareAccelerated)
            return 256;
        return Vector128.IsHardwareAccelerated ? 128 : 0;
    }

    private static string ReadName()
    {
        var line = File.Exists(LinuxDescription)
            ? File.ReadLines(LinuxDescription).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }
}
