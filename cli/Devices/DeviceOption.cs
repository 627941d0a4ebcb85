using System.CommandLine;
using NormGpu.Cli.CommandLine;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Devices;

/// <summary>--device, by the names of the device catalogue.</summary>
internal static class DeviceOption
{
    /// <summary>For work on tensors in host memory: the processor, unless another device is named.</summary>
    public static Option<string> Create(string description = "Where it is computed; see `normgpu devices`.") => Create(description, () => "cpu");

    /// <summary>For work that shows what this machine can do: the first card, or the processor where there is none.</summary>
    public static Option<string> CreateForBest() =>
        Create("Where it is computed; see `normgpu devices`. Default: the first card, else cpu.", () => DeviceCatalogue.Default.Id);

    private static Option<string> Create(string description, Func<string> unnamed)
    {
        return new Option<string>("--device")
        {
            Description = description,
            HelpName = "cpu|simulator|opencl[:i]|cuda[:i]",
            DefaultValueFactory = _ => unnamed(),
        };
    }

    /// <summary>The device that the option names.</summary>
    /// <exception cref="CommandException">There is none of that name, or it cannot be used here.</exception>
    public static ComputeDevice Of(ParseResult parsed, Option<string> option)
    {
        try
        {
            return DeviceCatalogue.Find(parsed.GetRequiredValue(option));
        }
        catch (ArgumentException problem)
        {
            throw CommandException.WrongUse($"--device: {problem.Message}");
        }
    }
}
