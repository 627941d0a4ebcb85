using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

/// <summary>The indices of elements of neighbouring channels, which are taken without a division each, against those taken one by one.</summary>
public unsafe class ChannelIndexTests
{
    [Theory]
    [InlineData(5, 7, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(32, 9, 49)]
    [InlineData(32, 24, 49)]
    [InlineData(3, 5, 12544)]
    [InlineData(1L << 20, 4, 65535)]
    [InlineData(4, 3, 1L << 31)]
    public void Indices_are_those_of_single_elements(long batch, int channels, long spatial)
    {
        var shape = new ChannelShape(batch, channels, spatial, ChannelLayout.ChannelsFirst);
        Check<ChannelsFirstLoops>(shape);
        Check<ChannelsLastLoops>(shape with { Layout = ChannelLayout.ChannelsLast });
    }

    private static void Check<TLayout>(in ChannelShape shape)
        where TLayout : struct, ILayoutLoops
    {
        var random = new Random(1);
        var indices = new long[shape.Channels - 1];
        for (var turn = 0; turn < 100; turn++)
        {
            var begin = random.NextInt64(shape.CountPerChannel);
            var left = Math.Min(shape.CountPerChannel - begin, int.MaxValue);
            // The last element of a segment, and the first of the next, are where a division would go wrong.
            var toSegment = Math.Min(left - 1, shape.Spatial - begin % shape.Spatial);
            int[] places = [.. indices.Select((_, i) => (int)(turn % 2 == 0 ? random.NextInt64(left) : Math.Max(toSegment - i % 2, 0)))];
            fixed (int* place = places)
            fixed (long* index = indices)
                ChannelIndices.Find(shape, 1, indices.Length, begin, place, index);
            for (var i = 0; i < indices.Length; i++)
                Assert.Equal(TLayout.Index(shape, 1 + i, begin + places[i]), indices[i]);
        }
    }
}
