using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>Outputs too large for the cache are stored past it, where lines are whole: with the bits that the cache would have got.</summary>
public unsafe class LargeOutputTests
{
    private const int CacheLine = 64;

    [Theory]
    [InlineData(24, 56, 3136, ChannelLayout.ChannelsFirst)]
    [InlineData(84, 64, 784, ChannelLayout.ChannelsFirst)]
    [InlineData(4, 64, 17_408, ChannelLayout.ChannelsFirst)]
    [InlineData(4, 64, 17_424, ChannelLayout.ChannelsFirst)]
    [InlineData(168, 512, 49, ChannelLayout.ChannelsFirst)]
    [InlineData(84, 256, 196, ChannelLayout.ChannelsFirst)]
    [InlineData(22, 64, 3000, ChannelLayout.ChannelsLast)]
    [InlineData(30, 48, 3000, ChannelLayout.ChannelsLast)]
    public void Stores_past_the_cache_leave_the_same_bits(int batch, int channels, int spatial, ChannelLayout layout)
    {
        var shape = new ChannelShape(batch, channels, spatial, layout);
        foreach (var type in Enum.GetValues<ElementType>())
        {
            using var x = Random(type, shape, seed: 1);
            using var dy = Random(type, shape, seed: 2);
            Assert.Equal(Outputs(type, shape, x, dy, shift: 1), Outputs(type, shape, x, dy, shift: 0));
        }
    }

    /// <summary>A hash of y and dx of each norm, stored <paramref name="shift"/> elements past the start of a line: unless that is 0, no line is whole.</summary>
    private static List<string> Outputs(ElementType type, ChannelShape shape, TestTensor x, TestTensor dy, int shift)
    {
        using var statistics = new TestVector(ChannelStatistics.Rows * shape.Channels);
        using var output = new TestTensor(type, shape, shift);
        Assert.Equal(shift == 0, (nuint)output.Address % CacheLine == 0);
        var outputs = new List<string>();
        foreach (var (norm, activation) in new[] { (Norm.L1, Activation.None), (Norm.L1, Activation.Relu), (Norm.Range, Activation.None) })
        {
            var settings = new BatchNormSettings(norm, 1e-5f) { Activation = activation };
            var saved = new ChannelStatistics(statistics.Address, shape.Channels);
            _ = BatchNorm.Forward(settings, shape, type, x.Address, output.Address, null, null, saved, null);
            outputs.Add($"{norm} {activation} statistics {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(statistics.Values)))}");
            outputs.Add($"{norm} {activation} y {Convert.ToHexString(SHA256.HashData(output.Bytes))}");
            BatchNorm.Backward(settings, shape, type, x.Address, dy.Address, output.Address, null, null, saved, null, null);
            outputs.Add($"{norm} {activation} dx {Convert.ToHexString(SHA256.HashData(output.Bytes))}");
        }

        return outputs;
    }

    /// <summary>Values of either sign from 2^-4 to 2^4, but for a channel of constants, and one with an infinity, which take loops of their own between channels that do not.</summary>
    private static TestTensor Random(ElementType type, ChannelShape shape, int seed)
    {
        var tensor = new TestTensor(type, shape);
        new Random(seed).NextBytes(tensor.Bytes);
        if (type == ElementType.Float16)
        {
            foreach (ref var bits in MemoryMarshal.Cast<byte, ushort>(tensor.Bytes))
                bits = (ushort)((bits & 0x9FFF) + 0x2C00);
        }
        else
        {
            foreach (ref var bits in MemoryMarshal.Cast<byte, uint>(tensor.Bytes))
                bits = (bits & 0x83FF_FFFF) + 0x3D80_0000;
        }

        var constants = new double[shape.CountPerChannel];
        Array.Fill(constants, 1.5);
        tensor.SetChannel(2, constants);
        tensor.SetChannel(5, [double.PositiveInfinity]);
        return tensor;
    }
}
