using ILGPU.Runtime;
using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU;

/// <summary>
/// Memory that the threads of a group share. It holds nothing that was written before: the simulator fills it with NaN. All threads of a
/// group ask for the same blocks in the same order.
/// </summary>
public static class SharedMemory
{
    public static ref T Allocate<T>()
        where T : unmanaged =>
        ref Allocate<T>(1)[0];

    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged
    {
        GpuThread thread = GpuThread.Current;
        return thread.Group.AllocateShared<T>(thread, extent);
    }

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
        where T : unmanaged =>
        Allocate<T>(extent.X);

    /// <summary>The memory that the launch asked for, as elements of T; every call gives the same bytes.</summary>
    public static ArrayView<T> GetDynamic<T>()
        where T : unmanaged =>
        GpuThread.Current.Group.DynamicShared<T>();
}
