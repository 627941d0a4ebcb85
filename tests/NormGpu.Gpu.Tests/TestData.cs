using NormGpu.Host;

namespace NormGpu.Gpu.Tests;

/// <summary>Seeded input of one shape: x around 1, in steps of 1/8 so that ties occur; dy in ±1.</summary>
internal sealed class TestData
{
    private readonly ChannelShape shape;

    public TestData(ChannelShape shape, int seed = 1)
    {
        this.shape = shape;
        var random = new Random(seed);
        X = Fill(shape.Count, _ => MathF.Round(8 * (6 * random.NextSingle() - 2)) / 8);
        Dy = Fill(shape.Count, _ => 2 * random.NextSingle() - 1);
        Weight = Fill(shape.Channels, c => 0.5f + 0.1f * c);
        Bias = Fill(shape.Channels, c => 0.2f * c - 0.3f);
    }

    public float[] X { get; }

    public float[] Dy { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    public int ChannelOf(int index) => shape.Layout == ChannelLayout.ChannelsLast
        ? index % shape.Channels
        : (int)(index / shape.Spatial % shape.Channels);

    public DeviceCall Run(BatchNormSettings settings, ElementType type, string device) =>
        DeviceCall.Run(settings, shape, type, X, Dy, Weight, Bias, device);

    private static float[] Fill(long count, Func<int, float> value) => Enumerable.Range(0, (int)count).Select(value).ToArray();
}
