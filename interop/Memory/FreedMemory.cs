using System.Runtime.InteropServices;

namespace NormGpu.Torch;

/// <summary>
/// What becomes of the processor memory that tensors no longer need. Every training step allocates the same large tensors; glibc, with which libtorch allocates on Linux,
/// gives them back to the system and gets them back page by page, zeroed, unless told to keep them.
/// </summary>
public static partial class FreedMemory
{
    // malloc.h, mallopt(3).
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int KeptBytes = 1 << 30;

    /// <summary>
    /// From now on the process keeps freed memory, up to 1 GiB, for the next allocation; so its size stays at the peak. Same as starting it with
    /// <c>MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=1073741824</c>, which it leaves alone where they are set.
    /// </summary>
    /// <remarks>It reaches furthest on the thread that started the process: the heap of another ends at 64 MiB, and a tensor that does not fit there is mapped after all.</remarks>
    /// <returns>False where memory does not come from glibc, and nothing changes.</returns>
    public static bool Keep()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return Set(MapThreshold, "MALLOC_MMAP_THRESHOLD_") && Set(TrimThreshold, "MALLOC_TRIM_THRESHOLD_");
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
            return false;
        }
    }

    private static bool Set(int parameter, string variable) => Environment.GetEnvironmentVariable(variable) is not null || mallopt(parameter, KeptBytes) == 1;

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
