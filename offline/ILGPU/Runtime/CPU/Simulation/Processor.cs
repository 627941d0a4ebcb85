using System.Runtime.InteropServices;

namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>
/// Keeps the threads of a simulation on one processor, where Linux lets us: only one of them runs at a time, and waking a thread on another
/// processor takes three times as long as switching to it.
/// </summary>
internal static unsafe partial class Processor
{
    private const int MaskWords = 16;

    /// <summary>The processor the caller runs on, or -1 where that is unknown.</summary>
    public static int Current() => OperatingSystem.IsLinux() ? GetCurrent() : -1;

    /// <summary>Moves the calling thread to a processor; without effect where the system refuses.</summary>
    public static void MoveTo(int processor)
    {
        if (processor is < 0 or >= MaskWords * 64)
            return;
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        _ = SetAffinity(0, MaskWords * sizeof(ulong), mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int GetCurrent();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint maskBytes, ulong* mask);
}
