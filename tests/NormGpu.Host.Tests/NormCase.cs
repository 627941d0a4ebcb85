using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>One tensor with everything that batch norm needs of it, as the operators see it and as the reference sees it.</summary>
internal sealed class NormCase
{
    private readonly ChannelShape shape;
    private readonly ElementType type;

    /// <summary>Random values: each channel has its own centre and spread. Half tensors hold half values.</summary>
    public NormCase(ChannelShape shape, ElementType type, int seed = 1, double centre = 2, double spread = 1)
    {
        this.shape = shape;
        this.type = type;
        var random = new Random(seed);
        X = new float[shape.Count];
        Dy = new float[shape.Count];
        Weight = Array.ConvertAll(new float[shape.Channels], _ => (float)(0.5 + random.NextDouble()));
        Bias = Array.ConvertAll(new float[shape.Channels], _ => (float)(random.NextDouble() - 0.5));
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var (own, width) = (centre * (random.NextDouble() * 2 - 1), spread * (0.5 + random.NextDouble()));
            for (long i = 0; i < shape.CountPerChannel; i++)
            {
                X[Index(channel, i)] = Stored(own + width * Gaussian(random));
                Dy[Index(channel, i)] = Stored(Gaussian(random));
            }
        }
    }

    /// <summary>Input, in memory order.</summary>
    public float[] X { get; }

    /// <summary>Gradient of the output, in memory order.</summary>
    public float[] Dy { get; }

    /// <summary>gamma.</summary>
    public float[] Weight { get; }

    /// <summary>beta.</summary>
    public float[] Bias { get; }

    public static IReferenceNorm Reference(Norm norm, int k) => norm switch
    {
        Norm.L1 => new ReferenceL1(),
        Norm.L2 => new ReferenceL2(),
        Norm.LInf => new ReferenceTopK(1),
        _ => new ReferenceTopK(k),
    };

    /// <summary>Where element <paramref name="position"/>, in (n, spatial) order, of a channel lies.</summary>
    public long Index(int channel, long position) => shape.Layout == ChannelLayout.ChannelsLast
        ? position * shape.Channels + channel
        : (position / shape.Spatial * shape.Channels + channel) * shape.Spatial + position % shape.Spatial;

    /// <summary>One channel of a tensor in (n, spatial) order.</summary>
    public double[] Channel(float[] tensor, int channel) =>
        [.. Enumerable.Range(0, (int)shape.CountPerChannel).Select(position => (double)tensor[Index(channel, position)])];

    private float Stored(double value) => type == ElementType.Float16 ? (float)(Half)value : (float)value;

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
