namespace ILGPU.Runtime.CPU;

/// <summary>A stream whose work is done when the call that asked for it returns.</summary>
internal sealed class CPUStream : AcceleratorStream
{
    public CPUStream(Accelerator accelerator)
        : base(accelerator)
    {
    }

    public override void Synchronize() => VerifyNotDisposed();

    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
