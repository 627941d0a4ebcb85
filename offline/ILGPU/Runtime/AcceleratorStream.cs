namespace ILGPU.Runtime;

/// <summary>A queue of launches and copies that run in order.</summary>
public abstract class AcceleratorStream : AcceleratorObject
{
    protected AcceleratorStream(Accelerator accelerator)
        : base(accelerator)
    {
    }

    public abstract void Synchronize();

    public Task SynchronizeAsync() => Task.Run(Synchronize);
}
