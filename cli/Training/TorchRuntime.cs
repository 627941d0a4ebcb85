using NormGpu.Cli.CommandLine;
using NormGpu.Torch;
using static TorchSharp.torch;

namespace NormGpu.Cli.Training;

/// <summary>libtorch, which does everything of a training but the norms.</summary>
public static class TorchRuntime
{
    /// <summary>Loads libtorch, sets its threads, and has the memory of a step kept for the next.</summary>
    /// <exception cref="CommandException">libtorch is not there.</exception>
    public static void Start(int threads)
    {
        try
        {
            set_num_threads(threads);
            FreedMemory.Keep();
        }
        catch (Exception problem) when (problem is NotSupportedException or DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            // TorchSharp's own message goes on for pages about where it looked.
            var cause = problem.GetBaseException().Message.Split('\n')[0].Trim();
            throw CommandException.Failed($"Training needs libtorch, which cannot be loaded; ./setup.sh sets it up. ({cause})");
        }
    }
}
