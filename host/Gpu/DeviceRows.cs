using System.Buffers;
using NormGpu.Kernels.Weights;

namespace NormGpu.Host.Gpu;

/// <summary>Per-row values of a weight on host and device. The first two are laid out as <see cref="RowStatistics"/>.</summary>
internal sealed unsafe class DeviceRows : IDisposable
{
    private readonly GpuDevice device;
    private readonly int rows;
    private readonly float[] host;
    private readonly BorrowedBuffer buffer;

    public DeviceRows(GpuDevice device, int rows)
    {
        this.device = device;
        this.rows = rows;
        host = ArrayPool<float>.Shared.Rent(checked(RowTable.Count * rows));
        Array.Clear(host);
        buffer = device.Buffers.Borrow(Bytes);
    }

    /// <summary>The values as kernels see them.</summary>
    public RowTable View => new(buffer.As<float>(), rows);

    private long Bytes => (long)RowTable.Count * rows * sizeof(float);

    private Span<float> Statistics => host.AsSpan(0, RowStatistics.Values * rows);

    private Span<float> Gains => host.AsSpan(2 * rows, rows);

    /// <summary>g of each row, or one rho.</summary>
    public void SetGains(float* g, float rho)
    {
        if (g == null)
            Gains.Fill(rho);
        else
            new ReadOnlySpan<float>(g, rows).CopyTo(Gains);
    }

    /// <summary>What the forward pass left.</summary>
    public void SetStatistics(RowStatistics statistics) => new ReadOnlySpan<float>(statistics.Norm, Statistics.Length).CopyTo(Statistics);

    /// <summary>Leaves what the backward pass needs.</summary>
    public void GetStatistics(RowStatistics statistics) => Statistics.CopyTo(new Span<float>(statistics.Norm, Statistics.Length));

    /// <summary>Copies dg out, if it is wanted.</summary>
    public void GetGainGradients(float* dg)
    {
        if (dg != null)
            host.AsSpan(3 * rows, rows).CopyTo(new Span<float>(dg, rows));
    }

    /// <summary>Sends all values to the device.</summary>
    public void Upload()
    {
        fixed (float* values = host)
            buffer.Write(device.Stream, values, Bytes);
    }

    /// <summary>Fetches all values from the device; what was launched before is done then.</summary>
    public void Download()
    {
        fixed (float* values = host)
            buffer.Read(device.Stream, values, Bytes);
    }

    public void Dispose()
    {
        buffer.Dispose();
        ArrayPool<float>.Shared.Return(host);
    }
}
