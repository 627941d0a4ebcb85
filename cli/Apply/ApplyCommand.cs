using System.CommandLine;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Apply;

/// <summary>`normgpu apply`: one operator on .npy files, for checks from Python and other languages.</summary>
internal static class ApplyCommand
{
    public static Command Create(Terminal terminal)
    {
        return new Command("apply", "Apply one operator to .npy files, to check it from Python or another language.")
        {
            ApplyBatchNormCommand.Create(terminal),
            ApplyWeightNormCommand.Create(terminal),
        };
    }
}
