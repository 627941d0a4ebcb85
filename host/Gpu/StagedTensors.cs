namespace NormGpu.Host.Gpu;

/// <summary>Copies of host tensors in device memory. The output takes the place of dy, or of x in a forward pass.</summary>
internal sealed unsafe class StagedTensors : IDisposable
{
    private readonly GpuDevice device;
    private readonly long bytes;
    private readonly BorrowedBuffer x;
    private readonly BorrowedBuffer? gradient;

    public StagedTensors(GpuDevice device, in ChannelShape shape, ElementType type, void* x, void* gradient)
    {
        this.device = device;
        bytes = shape.Count * (type == ElementType.Float16 ? sizeof(ushort) : sizeof(float));
        this.x = Stage(x);
        if (gradient != null)
            this.gradient = Stage(gradient);
    }

    /// <summary>The tensors as kernels see them.</summary>
    public GpuTensors Tensors => new(x.Packs, (gradient ?? x).Packs, (gradient ?? x).Packs);

    /// <summary>Copies the output to host memory.</summary>
    public void Read(void* destination) => (gradient ?? x).Read(device.Stream, destination, bytes);

    public void Dispose()
    {
        x.Dispose();
        gradient?.Dispose();
    }

    private BorrowedBuffer Stage(void* source)
    {
        var buffer = device.Buffers.Borrow(bytes);
        buffer.Write(device.Stream, source, bytes);
        return buffer;
    }
}
