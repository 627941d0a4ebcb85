namespace ILGPU;

/// <summary>Orders the calling thread's writes for others. The simulator runs one thread at a time, so every write is already in order.</summary>
public static class MemoryFence
{
    public static void GroupLevel() => Interlocked.MemoryBarrier();

    public static void DeviceLevel() => Interlocked.MemoryBarrier();

    public static void SystemLevel() => Interlocked.MemoryBarrier();
}
