using System.Runtime.InteropServices;
using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Gpu.Tests;

/// <summary>Kernels on tensors where they lie, which the simulator can do in host memory.</summary>
public sealed unsafe class TensorPlaceTests : IDisposable
{
    private const int Alignment = 32;

    /// <summary>From tensor to tensor: a tensor and a lane behind it that must stay as it is.</summary>
    private const int Spacing = 328;

    private static readonly ChannelShape Shape = new(3, 5, 21, ChannelLayout.ChannelsFirst);

    private readonly float* memory = (float*)NativeMemory.AlignedAlloc(sizeof(float) * 2048, Alignment);

    public void Dispose() => NativeMemory.AlignedFree(memory);

    [Theory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.TopK)]
    public void In_place_kernels_give_the_bits_that_copies_give_and_write_nothing_else(Norm norm)
    {
        var data = new TestData(Shape);
        var settings = new BatchNormSettings(norm);
        var expected = data.Run(settings, ElementType.Float32, "simulator");
        var count = (int)Shape.Count;
        float* x = memory, y = memory + Spacing, dx = memory + 2 * Spacing, dy = memory + 3 * Spacing;
        new Span<float>(memory, 2048).Fill(-7);
        data.X.CopyTo(new Span<float>(x, count));
        var statistics = new float[ChannelStatistics.Rows * Shape.Channels];
        var (dweight, dbias) = (new float[Shape.Channels], new float[Shape.Channels]);
        var device = DeviceCatalogue.Find("simulator");
        data.Dy.CopyTo(new Span<float>(dy, count));
        fixed (float* weight = data.Weight, bias = data.Bias, saved = statistics, dweights = dweight, dbiases = dbias)
        {
            var record = new ChannelStatistics(saved, Shape.Channels);
            BatchNorm.Forward(settings, Shape, ElementType.Float32, x, y, weight, bias, record, null, 0, device, TensorPlace.DeviceMemory);
            BatchNorm.Backward(settings, Shape, ElementType.Float32, x, dy, dx, weight, bias, record, dweights, dbiases, 0, device, TensorPlace.DeviceMemory);
        }

        Assert.Equal(expected.Y, new Span<float>(y, count).ToArray());
        Assert.Equal(expected.Dx, new Span<float>(dx, count).ToArray());
        Assert.Equal(expected.Dweight, dweight);
        Assert.Equal(data.X, new Span<float>(x, count).ToArray());
        Assert.Equal(data.Dy, new Span<float>(dy, count).ToArray());
        foreach (var end in new[] { x + count, y + count, dx + count })
            Assert.All(new Span<float>(end, Spacing - count).ToArray(), value => Assert.Equal(-7, value));
    }

    [Fact]
    public void Memory_that_kernels_cannot_take_is_refused_in_one_sentence()
    {
        Refused("multiple of 32 bytes", memory + 1, DeviceCatalogue.Find("simulator"));
        Refused("processor", memory, DeviceCatalogue.Cpu);
        Refused("processor", memory, null);
        Assert.False(DeviceCatalogue.Cpu.Reaches(memory));
        Assert.True(DeviceCatalogue.Find("simulator").Reaches(memory));
    }

    private static void Refused(string part, float* x, ComputeDevice? device)
    {
        var error = Assert.Throws<ArgumentException>(() =>
        {
            var (mean, scale) = (0f, 1f);
            BatchNorm.Inference(
                new(Norm.L1), new ChannelShape(1, 1, 8, ChannelLayout.ChannelsFirst), ElementType.Float32, x, x, null, null, &mean, &scale, 0, device, TensorPlace.DeviceMemory);
        });
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
