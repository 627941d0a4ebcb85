using System.Diagnostics;
using System.Runtime.InteropServices;
using NormGpu.Host.Cpu;

namespace NormGpu.Host;

/// <summary>
/// The threads of GCC's OpenMP library, on which libtorch computes. Two sets of threads on the same cores wait for each other: libtorch's spin for a while after every
/// operation, in the way of whoever comes next. So where libtorch is loaded, the CPU backend runs on its threads.
/// </summary>
/// <remarks>The library's interface to compiled code is stable: GCC, "The libgomp ABI", "Implementing PARALLEL construct".</remarks>
public sealed unsafe class OpenMpThreads
{
    private readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> parallel;
    private readonly delegate* unmanaged<int> threadNumber;

    private OpenMpThreads(nint library)
    {
        parallel = (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)NativeLibrary.GetExport(library, "GOMP_parallel");
        threadNumber = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "omp_get_thread_num");
    }

    /// <summary>What the CPU backend runs on; null until <see cref="Share"/> has found it.</summary>
    internal static OpenMpThreads? Shared { get; private set; }

    /// <summary>From now on the CPU backend runs on the threads of the OpenMP library that the process has loaded.</summary>
    /// <returns>False where none is loaded, or another than GCC's; then nothing changes.</returns>
    public static bool Share()
    {
        Shared ??= Find();
        return Shared is not null;
    }

    /// <summary>The team of the OpenMP library that is loaded, or null.</summary>
    internal static OpenMpThreads? Find()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        using var process = Process.GetCurrentProcess();
        // Packages rename the file that they bring: libgomp.so.1, libgomp-a34b3233.so.1.
        var loaded = process.Modules.Cast<ProcessModule>().FirstOrDefault(module => module.ModuleName.StartsWith("libgomp", StringComparison.Ordinal));
        return loaded is not null && NativeLibrary.TryLoad(loaded.FileName, out var library) ? new OpenMpThreads(library) : null;
    }

    /// <summary>Has the jobs done by the team of the calling thread, itself included, and returns when all are done.</summary>
    internal void Run(SharedJobs jobs)
    {
        // As many as libtorch's operations take, since a team of another size is made anew.
        const uint AllThreads = 0;
        var handle = GCHandle.Alloc(new Call(this, jobs));
        try
        {
            parallel(&Work, (void*)GCHandle.ToIntPtr(handle), AllThreads, 0);
        }
        finally
        {
            handle.Free();
        }

        jobs.ThrowError();
    }

    [UnmanagedCallersOnly]
    private static void Work(void* call)
    {
        var (team, jobs) = (Call)GCHandle.FromIntPtr((nint)call).Target!;
        // 0 is who called.
        jobs.Work(team.threadNumber());
    }

    /// <summary>What each thread of the team needs.</summary>
    private sealed record Call(OpenMpThreads Team, SharedJobs Jobs);
}
