namespace ILGPU.Runtime;

public interface IDevice
{
    string Name { get; }

    long MemorySize { get; }

    Index3D MaxGridSize { get; }

    Index3D MaxGroupSize { get; }

    int MaxNumThreadsPerGroup { get; }

    int MaxSharedMemoryPerGroup { get; }

    int MaxConstantMemory { get; }

    int WarpSize { get; }

    int NumMultiprocessors { get; }

    int MaxNumThreadsPerMultiprocessor { get; }

    int MaxNumThreads { get; }
}

public interface IAcceleratorBuilder
{
    AcceleratorType AcceleratorType { get; }

    Accelerator CreateAccelerator(Context context);
}

/// <summary>A device and its limits, before anything runs on it.</summary>
public abstract class Device : IDevice, IAcceleratorBuilder
{
    protected Device()
    {
    }

    public AcceleratorType AcceleratorType =>
        this switch
        {
            Cuda.CudaDevice => AcceleratorType.Cuda,
            OpenCL.CLDevice => AcceleratorType.OpenCL,
            _ => AcceleratorType.CPU,
        };

    public string Name { get; protected set; } = "";

    public long MemorySize { get; protected set; }

    public Index3D MaxGridSize { get; protected set; }

    public Index3D MaxGroupSize { get; protected set; }

    public int MaxNumThreadsPerGroup { get; protected set; }

    public int MaxSharedMemoryPerGroup { get; protected set; }

    public int MaxConstantMemory { get; protected set; }

    public int WarpSize { get; protected set; }

    public int NumMultiprocessors { get; protected set; }

    public int MaxNumThreadsPerMultiprocessor { get; protected set; }

    public int MaxNumThreads => NumMultiprocessors * MaxNumThreadsPerMultiprocessor;

    public abstract Accelerator CreateAccelerator(Context context);

    public override string ToString() => $"{Name} [{AcceleratorType}]";
}
