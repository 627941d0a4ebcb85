using ILGPU.Runtime;
using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU;

/// <summary>Memory of one thread. It holds nothing that was written before: the simulator fills it with NaN.</summary>
public static class LocalMemory
{
    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged =>
        GpuThread.Current.AllocateLocal<T>(extent);

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
        where T : unmanaged =>
        Allocate<T>(extent.X);
}
