using System.CommandLine;
using NormGpu.Cli.CommandLine;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Devices;

/// <summary>--device, by the names of the device catalogue.</summary>
internal static class DeviceOption
{
    public static Option<string> Create(string description = "Where it is computed; see `normgpu devices`.")
    {
        return new Option<string>("--device")
        {
            Description = description,
            HelpName = "cpu|simulator|opencl[:i]|cuda[:i]",
            DefaultValueFactory = _ => "cpu",
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
