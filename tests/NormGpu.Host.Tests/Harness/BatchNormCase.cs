using NormGpu.Reference;

namespace NormGpu.Host.Tests.Harness;

/// <summary>Input data of one case: everything that a batch norm reads, channel by channel, exact in the case's storage type.</summary>
internal sealed class BatchNormCase
{
    public const float Epsilon = 1e-5f;

    private BatchNormCase(NormRow norm, PrecisionRow precision, ChannelShape shape)
    {
        (Norm, Precision, Shape) = (norm, precision, shape);
        X = new double[shape.Channels][];
        Dy = new double[shape.Channels][];
        Weight = new float[shape.Channels];
        Bias = new float[shape.Channels];
        RunningMean = new float[shape.Channels];
        RunningScale = new float[shape.Channels];
    }

    public NormRow Norm { get; }

    public PrecisionRow Precision { get; }

    public ChannelShape Shape { get; }

    public double[][] X { get; }

    public double[][] Dy { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    public float[] RunningMean { get; }

    public float[] RunningScale { get; }

    /// <summary>Random data in channels of different location and spread, far enough from points where the gradient jumps.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="precision">Storage and switches.</param>
    /// <param name="shape">Any shape.</param>
    /// <param name="seed">Same seed, same data.</param>
    /// <param name="offset">Largest distance of a channel's location from 0, in its spread.</param>
    public static BatchNormCase Random(NormRow norm, PrecisionRow precision, ChannelShape shape, int seed = 1, double offset = 2)
    {
        var result = new BatchNormCase(norm, precision, shape);
        for (var c = 0; c < shape.Channels; c++)
        {
            var random = new Random(HashCode(seed, c));
            var spread = Math.ScaleB(1, random.Next(-3, 4));
            var location = spread * offset * (2 * random.NextDouble() - 1);
            result.X[c] = Draw(random, result, location, spread);
            result.Dy[c] = [.. Enumerable.Range(0, result.X[c].Length).Select(_ => Stored(precision.Type, Normal(random)))];
            result.Weight[c] = (float)((random.NextDouble() + 0.5) * (random.Next(4) == 0 ? -1 : 1));
            result.Bias[c] = (float)Normal(random);
            result.RunningMean[c] = (float)(location + spread * 0.1 * Normal(random));
            result.RunningScale[c] = (float)(spread * (0.5 + random.NextDouble()));
        }

        return result;
    }

    /// <summary>The given channels of x; dy and the rest random.</summary>
    public static BatchNormCase Of(NormRow norm, PrecisionRow precision, ChannelShape shape, params double[][] x)
    {
        var result = new BatchNormCase(norm, precision, shape);
        var random = new Random(5);
        for (var c = 0; c < shape.Channels; c++)
        {
            result.X[c] = [.. x[c].Select(value => Stored(precision.Type, value))];
            result.Dy[c] = [.. x[c].Select(_ => Stored(precision.Type, Normal(random)))];
            result.Weight[c] = 0.75f + c;
            result.Bias[c] = 0.3f - c;
            result.RunningScale[c] = 1;
        }

        return result;
    }

    public override string ToString() => $"{Norm.Norm} k={Norm.K} {Precision} N={Shape.Batch} C={Shape.Channels} S={Shape.Spatial} {Shape.Layout}";

    /// <summary>Standard normal, Box–Muller.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The nearest number of a storage type.</summary>
    public static double Stored(ElementType type, double value) => type == ElementType.Float16 ? HalfRule.Round(value) : (float)value;

    /// <summary>Draws until no sign and no selection depends on roundings smaller than those that the case's arithmetic makes.</summary>
    private static double[] Draw(Random random, BatchNormCase of, double location, double spread)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var x = new double[of.Shape.CountPerChannel];
            for (var i = 0; i < x.Length; i++)
            {
                // A hole around the location keeps signs clear of half arithmetic.
                var deviate = Normal(random);
                x[i] = Stored(of.Precision.Type, location + spread * (of.Precision.Exact ? deviate : deviate + 0.5 * Math.Sign(deviate)));
            }

            var d = DoubleBatchNorm.Centred(x, DoubleBatchNorm.Mean(x));
            var rounding = x.Max(Math.Abs) * (of.Precision.Exact ? 1.0 / (1 << 22) : 1.0 / (1 << 9));
            if (of.Norm.Formula.DistanceToKink(d) > rounding)
                return x;
        }

        throw new InvalidOperationException($"{of}: no data found that is clear of ties");
    }

    private static int HashCode(int seed, int channel) => unchecked((seed * 7919 + channel) * 104729 + 17);
}
