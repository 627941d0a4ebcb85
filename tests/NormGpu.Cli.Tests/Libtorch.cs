using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests;

/// <summary>For tests that train: they skip where libtorch is missing, unless NORMGPU_REQUIRE names it.</summary>
internal static class Libtorch
{
    public static void Require()
    {
        try
        {
            TorchRuntime.Start(Environment.ProcessorCount);
        }
        catch (CommandException missing)
        {
            var required = (Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "").Split(',', ' ', ';');
            if (required.Contains("libtorch"))
                throw;
            Skip.If(true, missing.Message);
        }
    }
}
