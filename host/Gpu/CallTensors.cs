using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Gpu;

/// <summary>The tensors of one call in device memory.</summary>
internal abstract unsafe class CallTensors : IDisposable
{
    /// <summary>The tensors as kernels see them.</summary>
    public abstract GpuTensors Tensors { get; }

    /// <summary>The tensors where they lie, or copies of them.</summary>
    /// <param name="device">The device, in this call's turn.</param>
    /// <param name="shape">Of all tensors.</param>
    /// <param name="type">Of all tensors.</param>
    /// <param name="place">Where they lie.</param>
    /// <param name="x">Input.</param>
    /// <param name="gradient">dy, or null.</param>
    /// <param name="output">y or dx; null where it is not wanted.</param>
    /// <exception cref="ArgumentException">The kernels cannot work on a tensor where it lies.</exception>
    public static CallTensors Of(GpuDevice device, in ChannelShape shape, ElementType type, TensorPlace place, void* x, void* gradient, void* output)
    {
        var bytes = shape.Count * type.Size();
        return place == TensorPlace.HostMemory
            ? new StagedTensors(device, bytes, x, gradient, output != null)
            : new TensorsInPlace(device, bytes, x, gradient, output);
    }

    /// <summary>Brings the output to where the caller wants it.</summary>
    public abstract void Deliver(void* output);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>
/// Copies of host tensors in device memory. The output has memory of its own: a lane at the edge of a channel reads its neighbours' elements too, which
/// other threads would be writing.
/// </summary>
internal sealed unsafe class StagedTensors : CallTensors
{
    private readonly GpuDevice device;
    private readonly long bytes;
    private readonly BorrowedBuffer x;
    private readonly BorrowedBuffer? gradient;
    private readonly BorrowedBuffer? output;

    public StagedTensors(GpuDevice device, long bytes, void* x, void* gradient, bool wantsOutput)
    {
        this.device = device;
        this.bytes = bytes;
        this.x = Stage(x);
        if (gradient != null)
            this.gradient = Stage(gradient);
        if (wantsOutput)
            output = device.Buffers.Borrow(bytes);
    }

    public override GpuTensors Tensors => new(x.Packs, (gradient ?? x).Packs, (output ?? x).Packs);

    public override void Deliver(void* output) => this.output!.Read(device.Stream, output, bytes);

    public override void Dispose()
    {
        x.Dispose();
        gradient?.Dispose();
        output?.Dispose();
    }

    private BorrowedBuffer Stage(void* source)
    {
        var buffer = device.Buffers.Borrow(bytes);
        buffer.Write(device.Stream, source, bytes);
        return buffer;
    }
}

/// <summary>Tensors that the kernels work on where they lie.</summary>
internal sealed unsafe class TensorsInPlace : CallTensors
{
    /// <summary>Bytes of the largest lane, 8 floats.</summary>
    private const int Alignment = 2 * Pack.Size;

    private readonly ForeignBuffer x;
    private readonly ForeignBuffer gradient;
    private readonly ForeignBuffer output;

    public TensorsInPlace(GpuDevice device, long bytes, void* x, void* gradient, void* output)
    {
        var packs = (bytes + Alignment - 1) / Alignment * (Alignment / Pack.Size);
        this.x = Wrap(device, x, packs);
        this.gradient = Wrap(device, gradient == null ? x : gradient, packs);
        // An output that is not wanted is not written.
        this.output = Wrap(device, output == null ? x : output, packs);
    }

    public override GpuTensors Tensors => new(x.Packs, gradient.Packs, output.Packs);

    public override void Deliver(void* output)
    {
        // It is there.
    }

    public override void Dispose()
    {
        x.Dispose();
        gradient.Dispose();
        output.Dispose();
    }

    private static ForeignBuffer Wrap(GpuDevice device, void* address, long packs)
    {
        if ((nint)address % Alignment != 0)
            throw new ArgumentException($"A tensor begins at address 0x{(nint)address:x}; kernels that work on it in place need a multiple of {Alignment} bytes.");
        if (!device.Reaches((nint)address))
            throw new ArgumentException($"The device cannot work on memory at address 0x{(nint)address:x}: it lies in another context or in host memory.");
        return new ForeignBuffer(device.Accelerator, (nint)address, packs);
    }
}
