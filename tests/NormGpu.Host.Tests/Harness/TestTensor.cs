using NormGpu.Reference;

namespace NormGpu.Host.Tests.Harness;

/// <summary>A tensor in guarded memory whose channels are read and written as doubles, with index arithmetic of its own.</summary>
internal sealed unsafe class TestTensor(ElementType type, ChannelShape shape, int shift = 0) : IDisposable
{
    private readonly GuardedMemory memory = new(shape.Count * Size(type), shift * Size(type));

    public void* Address => memory.Address;

    public Span<byte> Bytes => memory.Bytes;

    /// <summary>The channel's elements in (N, spatial) order.</summary>
    public double[] Channel(int channel)
    {
        var values = new double[shape.CountPerChannel];
        for (var i = 0L; i < values.LongLength; i++)
        {
            var at = Index(channel, i);
            values[i] = type == ElementType.Float16 ? HalfRule.Value(((ushort*)Address)[at]) : ((float*)Address)[at];
        }

        return values;
    }

    public void SetChannel(int channel, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var at = Index(channel, i);
            if (type == ElementType.Float16)
                ((ushort*)Address)[at] = HalfRule.Nearest(values[i]);
            else
                ((float*)Address)[at] = (float)values[i];
        }
    }

    public void Set(double[][] channels)
    {
        for (var c = 0; c < channels.Length; c++)
            SetChannel(c, channels[c]);
    }

    public double[][] Channels() => [.. Enumerable.Range(0, shape.Channels).Select(Channel)];

    public void Check(string what) => memory.Check(what);

    public void Dispose() => memory.Dispose();

    private static int Size(ElementType type) => type == ElementType.Float16 ? 2 : 4;

    /// <summary>Where element n·S + s of a channel lies.</summary>
    private long Index(int channel, long element) => shape.Layout == ChannelLayout.ChannelsLast
        ? element * shape.Channels + channel
        : (element / shape.Spatial * shape.Channels + channel) * shape.Spatial + element % shape.Spatial;
}
