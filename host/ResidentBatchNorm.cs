using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;
using NormGpu.Kernels.Layouts;

namespace NormGpu.Host;

/// <summary>A batch norm whose tensors stay in a device's memory from call to call: what its kernels can do, apart from copies. gamma is 1, beta is 0.</summary>
public sealed unsafe class ResidentBatchNorm : IDisposable
{
    private readonly GpuDevice device;
    private readonly BatchNormSettings settings;
    private readonly ElementType type;
    private readonly long bytes;
    private readonly BorrowedBuffer x;
    private readonly BorrowedBuffer gradient;
    private readonly BorrowedBuffer output;
    private readonly GpuProblem problem;

    /// <summary>Copies x and dy to the device.</summary>
    /// <param name="device">A device of the catalogue, not the CPU.</param>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and dy.</param>
    /// <param name="type">Their storage type.</param>
    /// <param name="x">Input, as <paramref name="shape"/> says.</param>
    /// <param name="dy">Gradient of the output, likewise.</param>
    /// <exception cref="ArgumentException">The device is the CPU, or a setting is out of range.</exception>
    public ResidentBatchNorm(ComputeDevice device, in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy)
    {
        settings.Validate(type);
        this.device = device.Gpu ?? throw new ArgumentException($"{device.Id} shares its memory with the caller; call BatchNorm itself.");
        this.settings = settings;
        this.type = type;
        bytes = shape.Count * type.Size();
        using (this.device.TakeTurn())
        {
            this.x = this.device.Buffers.Borrow(bytes);
            gradient = this.device.Buffers.Borrow(bytes);
            output = this.device.Buffers.Borrow(bytes);
            this.x.Write(this.device.Stream, x, bytes);
            gradient.Write(this.device.Stream, dy, bytes);
            problem = new GpuProblem(this.device, settings, shape, new GpuTensors(this.x.Packs, gradient.Packs, output.Packs));
            problem.Table.Set(ChannelRow.Weight, null, 1);
            problem.Table.Set(ChannelRow.Bias, null, 0);
            problem.Table.Upload();
        }
    }

    /// <summary>Training forward pass; returns when the device is done.</summary>
    public void Forward() => Run(settings.Accumulation == Accumulation.Float16 ? new GpuHalfSumsForwardPass(problem) : new GpuForwardPass(problem));

    /// <summary>Gradients of the last <see cref="Forward"/>, in place of its output; returns when the device is done.</summary>
    public void Backward() => Run(settings.Accumulation == Accumulation.Float16
        ? new GpuHalfSumsBackwardPass(problem, constantStatistics: false, wantsInputGradient: true)
        : new GpuBackwardPass(problem, wantsInputGradient: true));

    /// <summary>Copies what the last pass wrote to host memory, of the size of x.</summary>
    public void Read(void* destination)
    {
        using (device.TakeTurn())
            output.Read(device.Stream, destination, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (device.TakeTurn())
        {
            problem.Dispose();
            x.Dispose();
            gradient.Dispose();
            output.Dispose();
        }
    }

    private void Run(IGpuPass pass)
    {
        using (device.TakeTurn())
        {
            GpuDispatch.Run(pass, type, settings.Arithmetic, problem);
            device.Stream.Synchronize();
        }
    }
}
