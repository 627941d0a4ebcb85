using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>Conversion of whole buffers: every length of tail, every alignment, any number of threads.</summary>
public unsafe class HalfConversionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_length_and_start_narrows_by_the_rule_and_widens_back(int threads)
    {
        for (var length = 0; length <= 70; length++)
        {
            for (var gap = 0; gap <= 9; gap++)
                RoundTrip(length, gap, threads);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void Long_buffers_are_cut_among_threads_without_seams(int threads)
    {
        foreach (var length in new[] { 32_767, 32_768, 32_769, 200_003 })
            RoundTrip(length, 1, threads);
    }

    [Fact]
    public void Every_half_survives_the_way_there_and_back()
    {
        var (halves, floats, back) = (new ushort[65536], new float[65536], new ushort[65536]);
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (ushort)i;
        fixed (ushort* source = halves, result = back)
        fixed (float* wide = floats)
        {
            HalfConversion.ToSingle(source, wide, halves.Length);
            HalfConversion.ToHalf(wide, result, halves.Length);
        }

        for (var i = 0; i < halves.Length; i++)
        {
            var expected = HalfRule.Value(halves[i]);
            Assert.Equal(expected, floats[i]);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(HalfRule.Value(back[i])) : back[i] == halves[i], $"0x{i:X4} came back as 0x{back[i]:X4}");
        }
    }

    private static void RoundTrip(int length, int gap, int threads)
    {
        using var source = new GuardedMemory(length * sizeof(float), gap * sizeof(float));
        using var narrow = new GuardedMemory(length * sizeof(ushort), gap * sizeof(ushort));
        using var wide = new GuardedMemory(length * sizeof(float), gap * sizeof(float));
        var floats = (float*)source.Address;
        var halves = (ushort*)narrow.Address;
        var back = (float*)wide.Address;
        var random = new Random(length + gap);
        for (var i = 0; i < length; i++)
            floats[i] = (float)Math.ScaleB(random.NextDouble() - 0.5, random.Next(-26, 18));

        HalfConversion.ToHalf(floats, halves, length, threads);
        HalfConversion.ToSingle(halves, back, length, threads);
        for (var i = 0; i < length; i++)
        {
            var expected = HalfRule.Nearest(floats[i]);
            Assert.True(halves[i] == expected, $"{floats[i]:R} at {i} of {length} narrowed to 0x{halves[i]:X4}, not 0x{expected:X4}");
            Assert.Equal(HalfRule.Value(expected), back[i]);
        }

        narrow.Check("halves");
        wide.Check("floats");
    }
}
