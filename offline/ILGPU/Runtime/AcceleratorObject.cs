using ILGPU.Util;

namespace ILGPU.Runtime;

public enum AcceleratorType
{
    CPU = 0,
    Cuda = 1,
    OpenCL = 2,
}

public interface IAcceleratorObject : IDisposable
{
    Accelerator Accelerator { get; }

    AcceleratorType AcceleratorType { get; }
}

/// <summary>Something that belongs to one accelerator and is released once.</summary>
public abstract class AcceleratorObject : DisposeBase, IAcceleratorObject
{
    protected AcceleratorObject(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        Accelerator = accelerator;
    }

    public Accelerator Accelerator { get; }

    public AcceleratorType AcceleratorType => Accelerator.AcceleratorType;

    protected override void Dispose(bool disposing)
    {
        DisposeAcceleratorObject(disposing);
        base.Dispose(disposing);
    }

    protected abstract void DisposeAcceleratorObject(bool disposing);
}
