using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Gpu.Tests;

/// <summary>Forward and backward of one batch norm on one device, with everything that they leave.</summary>
internal sealed class DeviceCall
{
    private DeviceCall(int count, int channels)
    {
        Y = new float[count];
        Dx = new float[count];
        Statistics = new float[ChannelStatistics.Rows * channels];
        Dweight = new float[channels];
        Dbias = new float[channels];
    }

    public float[] Y { get; private set; }

    public float[] Dx { get; private set; }

    public float[] Statistics { get; }

    public float[] Dweight { get; }

    public float[] Dbias { get; }

    /// <summary>Runs both directions; values are rounded to half first where the type is half.</summary>
    public static DeviceCall Run(
        BatchNormSettings settings, ChannelShape shape, ElementType type, float[] x, float[] dy, float[] weight, float[] bias, string device)
    {
        var call = new DeviceCall(x.Length, shape.Channels);
        if (type == ElementType.Float16)
            (call.Y, call.Dx) = call.Run(settings, shape, ToHalf(x), ToHalf(dy), weight, bias, device, value => (float)value);
        else
            (call.Y, call.Dx) = call.Run(settings, shape, x, dy, weight, bias, device, value => value);
        return call;
    }

    /// <summary>Fails where two results differ by more than a part of the largest expected one.</summary>
    public static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = expected.Max(MathF.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= tolerance * size, $"element {i} is {actual[i]:R}, the CPU has {expected[i]:R} (largest {size:R})");
    }

    private (float[] Y, float[] Dx) Run<T>(
        BatchNormSettings settings, ChannelShape shape, T[] x, T[] dy, float[] weight, float[] bias, string device, Converter<T, float> widen)
        where T : unmanaged
    {
        var chosen = DeviceCatalogue.Find(device);
        // Mean-only has no weight.
        weight = settings.Norm == Norm.Mean ? [] : weight;
        var dweight = settings.Norm == Norm.Mean ? [] : Dweight;
        var (y, dx) = (new T[x.Length], new T[x.Length]);
        BatchNorm.Forward<T>(settings, shape, x, y, weight, bias, Statistics, 0, chosen);
        BatchNorm.Backward<T>(settings, shape, x, dy, dx, weight, bias, Statistics, dweight, Dbias, 0, chosen);
        return (Array.ConvertAll(y, widen), Array.ConvertAll(dx, widen));
    }

    private static Half[] ToHalf(float[] values) => Array.ConvertAll(values, value => (Half)value);
}
