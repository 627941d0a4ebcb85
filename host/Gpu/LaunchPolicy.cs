namespace NormGpu.Host.Gpu;

/// <summary>How kernels are cut for a kind of device: plain data, one row a kind.</summary>
/// <param name="ThreadsPerGroup">Threads of a group, a power of two.</param>
/// <param name="SlotsPerThread">Lanes a thread should have at least before more threads or groups take part.</param>
/// <param name="Groups">Groups that keep the device busy; few channels are split until there are as many.</param>
/// <param name="Columns">Most lanes of channels side by side in a group, channels-last.</param>
/// <param name="WarpShuffles">Whether threads combine their totals by shuffles.</param>
/// <param name="HardwareHalf">Whether the device's own half conversion rounds to nearest even.</param>
internal readonly record struct LaunchPolicy(
    int ThreadsPerGroup, int SlotsPerThread, int Groups, int Columns, bool WarpShuffles, bool HardwareHalf)
{
    /// <summary>NVIDIA cards.</summary>
    public static LaunchPolicy Cuda => new(256, 4, 528, 32, WarpShuffles: true, HardwareHalf: true);

    /// <summary>GPUs under OpenCL.</summary>
    public static LaunchPolicy OpenClGpu => new(64, 8, 128, 16, WarpShuffles: false, HardwareHalf: false);

    /// <summary>
    /// Processors under OpenCL: a group runs on one core, and its threads are a loop there, so that a few are enough: together they read whole cache
    /// lines. Many groups, so that what a group reads stays in the core's cache from thread to thread.
    /// </summary>
    public static LaunchPolicy OpenClProcessor => new(4, 8, 256, 4, WarpShuffles: false, HardwareHalf: false);

    /// <summary>The simulator: small, so that small tensors have several groups and splits.</summary>
    public static LaunchPolicy Simulator => new(16, 2, 8, 4, WarpShuffles: false, HardwareHalf: false);
}
