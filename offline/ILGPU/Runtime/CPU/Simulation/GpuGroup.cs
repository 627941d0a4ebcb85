namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>The group that runs: its place in the grid, its threads, its shared memory. One object serves all groups of a launch in turn.</summary>
internal sealed class GpuGroup
{
    private readonly List<CPUMemoryBuffer> sharedBlocks = [];
    private readonly CPUMemoryBuffer? dynamicMemory;
    private int sharedBlocksUsed;

    public GpuGroup(CPUAccelerator accelerator, Scheduler scheduler, KernelConfig config)
    {
        Accelerator = accelerator;
        Scheduler = scheduler;
        GridDimension = config.GridDim;
        Dimension = config.GroupDim;
        WarpSize = accelerator.WarpSize;
        if (config.UsesDynamicSharedMemory)
            dynamicMemory = CPUMemoryBuffer.Create(accelerator, config.SharedMemoryConfig.ArraySize, 1);
        int size = Dimension.Size;
        Threads = [.. Enumerable.Range(0, size).Select(index => new GpuThread(this, index))];
        Everyone = new Meeting(0, size);
        int warps = (size + WarpSize - 1) / WarpSize;
        Warps = [.. Enumerable.Range(0, warps).Select(warp => new Meeting(warp * WarpSize, Math.Min(WarpSize, size - warp * WarpSize)))];
    }

    public CPUAccelerator Accelerator { get; }

    public Scheduler Scheduler { get; }

    public Index3D GridDimension { get; }

    public Index3D Dimension { get; }

    public int WarpSize { get; }

    /// <summary>Which group of the grid this is.</summary>
    public Index3D Index { get; private set; }

    public IReadOnlyList<GpuThread> Threads { get; }

    /// <summary>Where all threads of the group meet.</summary>
    public Meeting Everyone { get; }

    /// <summary>Where the threads of each warp meet.</summary>
    public IReadOnlyList<Meeting> Warps { get; }

    /// <summary>Becomes another group of the grid: what it kept in shared memory is lost.</summary>
    public void Begin(long linearIndex)
    {
        long plane = linearIndex / GridDimension.X;
        Index = new Index3D((int)(linearIndex % GridDimension.X), (int)(plane % GridDimension.Y), (int)(plane / GridDimension.Y));
        sharedBlocksUsed = 0;
        Spoil(dynamicMemory);
        foreach (GpuThread thread in Threads)
            thread.BeginGroup();
    }

    /// <summary>The block that belongs to this request of the thread, which is the same for all threads of the group.</summary>
    public ArrayView<T> AllocateShared<T>(GpuThread thread, int extent)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1);
        long bytes = (long)extent * Interop.SizeOf<T>();
        int request = thread.SharedBlocksUsed++;
        if (request == sharedBlocksUsed)
            return NextBlock(sharedBlocks, ref sharedBlocksUsed, Accelerator, bytes).AsArrayView<T>(0, extent);
        CPUMemoryBuffer block = sharedBlocks[request];
        if (block.LengthInBytes != bytes)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"its shared allocation {request + 1} asks for {bytes} bytes where another thread of the group asked for {block.LengthInBytes}"));
        }
        return block.AsArrayView<T>(0, extent);
    }

    public ArrayView<T> DynamicShared<T>()
        where T : unmanaged =>
        dynamicMemory is null ? default : dynamicMemory.AsArrayView<T>(0, dynamicMemory.LengthInBytes / Interop.SizeOf<T>());

    /// <summary>The next of a list of blocks that are kept from group to group, poisoned and of the size asked for.</summary>
    public static CPUMemoryBuffer NextBlock(List<CPUMemoryBuffer> blocks, ref int used, CPUAccelerator accelerator, long bytes)
    {
        if (used == blocks.Count)
        {
            blocks.Add(CPUMemoryBuffer.Create(accelerator, bytes, 1));
        }
        else if (blocks[used].LengthInBytes == bytes)
        {
            Spoil(blocks[used]);
        }
        else
        {
            blocks[used].Dispose();
            blocks[used] = CPUMemoryBuffer.Create(accelerator, bytes, 1);
        }
        return blocks[used++];
    }

    public void ReleaseMemory()
    {
        sharedBlocks.ForEach(block => block.Dispose());
        dynamicMemory?.Dispose();
        foreach (GpuThread thread in Threads)
            thread.ReleaseMemory();
    }

    private static void Spoil(CPUMemoryBuffer? memory) => memory?.MemSet(memory.Accelerator.DefaultStream, CPUMemoryBuffer.Poison, 0, memory.LengthInBytes);
}
