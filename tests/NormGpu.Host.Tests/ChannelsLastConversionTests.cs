using System.Runtime.InteropServices;
using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>Conversion with a change of layout: every number of channels and positions around a tile's, any number of threads, nothing read or written beside.</summary>
public unsafe class ChannelsLastConversionTests
{
    /// <summary>Below, at and above what a tile has of either lane, with and without a rest.</summary>
    private static readonly int[] Channels = [1, 2, 3, 7, 8, 9, 15, 16, 17, 20, 32, 50];

    private static readonly long[] Positions = [1, 2, 3, 4, 9, 15, 16, 17, 31, 32, 33, 49, 63, 64, 65, 70];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_element_is_converted_and_finds_its_place(int threads)
    {
        foreach (var channels in Channels)
        {
            foreach (var spatial in Positions)
                RoundTrip(new ChannelShape(3, channels, spatial, ChannelLayout.ChannelsFirst), threads);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public void Large_tensors_are_cut_among_threads_without_seams(int threads)
    {
        RoundTrip(new ChannelShape(40, 36, 49, ChannelLayout.ChannelsFirst), threads);
        RoundTrip(new ChannelShape(2, 3, 20_011, ChannelLayout.ChannelsFirst), threads);
    }

    [Fact]
    public void Every_half_survives_the_way_there_and_back()
    {
        var shape = new ChannelShape(1, 64, 1024, ChannelLayout.ChannelsFirst);
        var (halves, back) = (Enumerable.Range(0, 65536).Select(bits => (ushort)bits).ToArray(), new ushort[65536]);
        var floats = new float[65536];
        fixed (ushort* source = halves, result = back)
        fixed (float* wide = floats)
        {
            ChannelsLastConversion.ToSingle(source, wide, shape);
            ChannelsLastConversion.ToHalf(wide, result, shape);
        }

        for (var i = 0; i < halves.Length; i++)
        {
            var expected = HalfRule.Value(halves[i]);
            Assert.Equal(expected, floats[Last(shape, i)]);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(HalfRule.Value(back[i])) : back[i] == halves[i], $"0x{i:X4} came back as 0x{back[i]:X4}");
        }
    }

    /// <summary>Narrows random floats and widens the result.</summary>
    private static void RoundTrip(ChannelShape shape, int threads)
    {
        var count = (int)shape.Count;
        using var source = new GuardedMemory(count * sizeof(float));
        using var narrow = new GuardedMemory(count * sizeof(ushort), gap: 2);
        using var wide = new GuardedMemory(count * sizeof(float), gap: 4);
        var floats = MemoryMarshal.Cast<byte, float>(source.Bytes);
        var halves = MemoryMarshal.Cast<byte, ushort>(narrow.Bytes);
        var back = MemoryMarshal.Cast<byte, float>(wide.Bytes);
        var random = new Random(count);
        foreach (ref var value in floats)
            value = random.Next(500) switch { 0 => float.NaN, 1 => float.NegativeInfinity, _ => (float)Math.ScaleB(random.NextDouble() - 0.5, random.Next(-26, 18)) };

        ChannelsLastConversion.ToHalf((float*)source.Address, (ushort*)narrow.Address, shape, threads);
        ChannelsLastConversion.ToSingle((ushort*)narrow.Address, (float*)wide.Address, shape, threads);
        for (var i = 0; i < count; i++)
        {
            var value = floats[Last(shape, i)];
            var expected = HalfRule.Nearest(value);
            Assert.True(halves[i] == expected || float.IsNaN(value), $"{shape}: {value:R} at {i} narrowed to 0x{halves[i]:X4}, not 0x{expected:X4}");
            Assert.Equal(HalfRule.Value(halves[i]), back[Last(shape, i)]);
        }

        narrow.Check("halves");
        wide.Check("floats");
    }

    /// <summary>Where element <paramref name="index"/> of (N, C, S) lies in (N, S, C).</summary>
    private static int Last(ChannelShape shape, int index)
    {
        var (row, position) = Math.DivRem(index, (int)shape.Spatial);
        var (sample, channel) = Math.DivRem(row, shape.Channels);
        return (sample * (int)shape.Spatial + position) * shape.Channels + channel;
    }
}
