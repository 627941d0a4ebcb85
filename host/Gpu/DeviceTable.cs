using System.Buffers;
using NormGpu.Kernels.Layouts;

namespace NormGpu.Host.Gpu;

/// <summary>Per-channel values on host and device. Rows are C long, so the first six are laid out as <see cref="ChannelStatistics"/>.</summary>
internal sealed unsafe class DeviceTable : IDisposable
{
    private readonly GpuDevice device;
    private readonly int channels;
    private readonly float[] host;
    private readonly BorrowedBuffer buffer;

    public DeviceTable(GpuDevice device, int channels)
    {
        this.device = device;
        this.channels = channels;
        host = ArrayPool<float>.Shared.Rent(checked(ChannelRow.Count * channels));
        Array.Clear(host);
        buffer = device.Buffers.Borrow((long)ChannelRow.Count * channels * sizeof(float));
    }

    /// <summary>The table as kernels see it.</summary>
    public ChannelTable View => new(buffer.As<float>(), channels);

    /// <summary>A row on the host.</summary>
    public Span<float> Row(int row) => host.AsSpan(row * channels, channels);

    /// <summary>Sets a row on the host, or fills it with a constant where there are no values.</summary>
    public void Set(int row, float* values, float otherwise)
    {
        if (values == null)
            Row(row).Fill(otherwise);
        else
            new ReadOnlySpan<float>(values, channels).CopyTo(Row(row));
    }

    /// <summary>Copies a row of the host out, if it is wanted.</summary>
    public void Get(int row, float* values)
    {
        if (values != null)
            Row(row).CopyTo(new Span<float>(values, channels));
    }

    /// <summary>Sends all rows to the device.</summary>
    public void Upload()
    {
        fixed (float* values = host)
            buffer.Write(device.Stream, values, Bytes);
    }

    /// <summary>Fetches all rows from the device; what was launched before is done then.</summary>
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

    private long Bytes => (long)ChannelRow.Count * channels * sizeof(float);
}
