namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>One simulated thread of the group that runs.</summary>
internal sealed class GpuThread
{
    [ThreadStatic]
    private static GpuThread? current;

    private readonly List<CPUMemoryBuffer> localBlocks = [];
    private int localBlocksUsed;

    public GpuThread(GpuGroup group, int linearIndex)
    {
        Group = group;
        LinearIndex = linearIndex;
        Index3D dimension = group.Dimension;
        Index = new Index3D(linearIndex % dimension.X, linearIndex / dimension.X % dimension.Y, linearIndex / (dimension.X * dimension.Y));
        WarpIndex = linearIndex / group.WarpSize;
        LaneIndex = linearIndex % group.WarpSize;
    }

    /// <summary>The simulated thread that the calling thread runs.</summary>
    /// <exception cref="InvalidKernelOperationException">It runs none.</exception>
    public static GpuThread Current => current ?? throw new InvalidKernelOperationException();

    public GpuGroup Group { get; }

    public int LinearIndex { get; }

    public Index3D Index { get; }

    public int WarpIndex { get; }

    public int LaneIndex { get; }

    /// <summary>The operating-system thread on whose stack it runs.</summary>
    public Worker? Worker { get; set; }

    /// <summary>Where it waits, if it does.</summary>
    public Meeting? WaitsAt { get; set; }

    public bool HasReturned { get; private set; }

    /// <summary>Shared blocks asked for so far: the n-th request of every thread is the same block.</summary>
    public int SharedBlocksUsed { get; set; }

    public void BeginGroup()
    {
        WaitsAt = null;
        HasReturned = false;
        SharedBlocksUsed = 0;
        localBlocksUsed = 0;
    }

    public void Run(Action kernel)
    {
        current = this;
        try
        {
            kernel();
        }
        finally
        {
            HasReturned = true;
            current = null;
        }
    }

    /// <summary>Memory of this thread alone, poisoned.</summary>
    public ArrayView<T> AllocateLocal<T>(int extent)
        where T : unmanaged =>
        GpuGroup.NextBlock(localBlocks, ref localBlocksUsed, Group.Accelerator, (long)extent * Interop.SizeOf<T>()).AsArrayView<T>(0, extent);

    public void ReleaseMemory() => localBlocks.ForEach(block => block.Dispose());
}
