using ILGPU.Runtime.OpenCL.Driver;

namespace ILGPU.Runtime.OpenCL;

/// <summary>A command queue: what is put into it runs in order.</summary>
public sealed class CLStream : AcceleratorStream
{
    internal CLStream(CLAccelerator accelerator)
        : base(accelerator)
    {
        Queue = OpenClLibrary.CreateCommandQueue(accelerator.ContextHandle, accelerator.DeviceId, 0, out CLError error);
        CLException.ThrowIfFailed(error, $"make a queue on {accelerator.Name}");
    }

    public nint CommandQueue => Queue.DangerousGetHandle();

    internal QueueHandle Queue { get; }

    public override void Synchronize()
    {
        VerifyNotDisposed();
        CLException.ThrowIfFailed(OpenClLibrary.Finish(Queue), $"finish the work on {Accelerator.Name}");
    }

    internal static CLStream From(AcceleratorStream stream, CLAccelerator accelerator) =>
        stream is CLStream own && ReferenceEquals(own.Accelerator, accelerator)
            ? own
            : throw new ArgumentException($"The stream is not one of {accelerator.Name}.", nameof(stream));

    protected override void DisposeAcceleratorObject(bool disposing)
    {
        if (disposing)
            Queue.Dispose();
    }
}
