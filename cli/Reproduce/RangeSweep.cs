using NormGpu.Host;

namespace NormGpu.Cli.Reproduce;

/// <summary>Over which scales of its input a batch norm is right: the relative error of its output for Gaussian input times 2^-24 … 2^15.</summary>
/// <remarks>
/// The error is the root of sum (y − exact)² / sum exact². exact is the norm of the stored input in double with eps = 0: what a norm should give
/// whatever the scale. An infinite scale gives y = 0 and so an error of 1.
/// </remarks>
public static class RangeSweep
{
    /// <summary>Exponent of the smallest scale.</summary>
    public const int Lowest = -24;

    /// <summary>Exponent of the largest scale.</summary>
    public const int Highest = 15;

    /// <summary>An error below it counts as usable.</summary>
    public const double Usable = 0.01;

    private const int Channels = 4;
    private const int Images = 16;
    private const int Pixels = 256;

    /// <summary>What is swept: a norm in an arithmetic.</summary>
    /// <param name="Name">As charts show it.</param>
    /// <param name="Settings">Norm and arithmetic; the epsilon is replaced.</param>
    /// <param name="Half">Whether tensors are float16.</param>
    public sealed record Swept(string Name, BatchNormSettings Settings, bool Half);

    /// <summary>The norms of the half-precision experiment, each in its arithmetic.</summary>
    public static IReadOnlyList<Swept> All { get; } =
    [
        new("FP32 L2", new BatchNormSettings(Norm.L2), Half: false),
        new("FP16 L2, FP32 sums", new BatchNormSettings(Norm.L2, Arithmetic: Arithmetic.Float16), Half: true),
        new("FP16 L1, FP32 sums", new BatchNormSettings(Norm.L1, Arithmetic: Arithmetic.Float16), Half: true),
        new("FP16 L1, FP16 sums", new BatchNormSettings(Norm.L1, Arithmetic: Arithmetic.Float16, Accumulation: Accumulation.Float16), Half: true),
        new("FP16 L∞, FP16 sums", new BatchNormSettings(Norm.LInf, Arithmetic: Arithmetic.Float16, Accumulation: Accumulation.Float16), Half: true),
        new("FP16 Top(10), FP16 sums", new BatchNormSettings(Norm.TopK, Arithmetic: Arithmetic.Float16, Accumulation: Accumulation.Float16), Half: true),
    ];

    /// <summary>The error at each scale, from <see cref="Lowest"/> to <see cref="Highest"/>.</summary>
    public static IReadOnlyList<(int Exponent, double Error)> Run(Swept swept, float epsilon)
    {
        var gaussian = Gaussian();
        var settings = swept.Settings with { Epsilon = epsilon };
        return [.. Enumerable.Range(Lowest, Highest - Lowest + 1).Select(exponent => (exponent, swept.Half ? HalfError(settings, gaussian, exponent) : SingleError(settings, gaussian, exponent)))];
    }

    /// <summary>The scales around 2^0 with an error below <see cref="Usable"/>; null where there are none.</summary>
    public static (int Low, int High)? UsableRange(IReadOnlyList<(int Exponent, double Error)> errors)
    {
        bool Good(int exponent) => exponent is >= Lowest and <= Highest && errors[exponent - Lowest].Error < Usable;
        if (!Good(0))
            return null;
        var (low, high) = (0, 0);
        while (Good(low - 1))
            low--;
        while (Good(high + 1))
            high++;
        return (low, high);
    }

    private static double HalfError(BatchNormSettings settings, double[] gaussian, int exponent)
    {
        var x = Array.ConvertAll(gaussian, value => (Half)Math.ScaleB(value, exponent));
        var y = new Half[x.Length];
        BatchNorm.Forward<Half>(settings, Shape, x, y, default, default, new float[ChannelStatistics.Rows * Channels]);
        return Error(settings, Array.ConvertAll(x, value => (double)value), Array.ConvertAll(y, value => (double)value));
    }

    private static double SingleError(BatchNormSettings settings, double[] gaussian, int exponent)
    {
        var x = Array.ConvertAll(gaussian, value => (float)Math.ScaleB(value, exponent));
        var y = new float[x.Length];
        BatchNorm.Forward<float>(settings, Shape, x, y, default, default, new float[ChannelStatistics.Rows * Channels]);
        return Error(settings, Array.ConvertAll(x, value => (double)value), Array.ConvertAll(y, value => (double)value));
    }

    private static ChannelShape Shape => new(Images, Channels, Pixels, ChannelLayout.ChannelsFirst);

    private static double Error(BatchNormSettings settings, double[] x, double[] y)
    {
        var (wrong, whole) = (0.0, 0.0);
        for (var channel = 0; channel < Channels; channel++)
        {
            var places = Enumerable.Range(0, Images * Pixels).Select(i => ((i / Pixels * Channels) + channel) * Pixels + (i % Pixels)).ToArray();
            var mean = places.Average(i => x[i]);
            var scale = Scale(settings, Array.ConvertAll(places, i => Math.Abs(x[i] - mean)));
            foreach (var i in places)
            {
                var exact = (x[i] - mean) / scale;
                wrong += (y[i] - exact) * (y[i] - exact);
                whole += exact * exact;
            }
        }

        return Math.Sqrt(wrong / whole);
    }

    private static double Scale(BatchNormSettings settings, double[] magnitudes)
    {
        return settings.Norm switch
        {
            Norm.L2 => Math.Sqrt(magnitudes.Average(d => d * d)),
            Norm.L1 => Math.Sqrt(Math.PI / 2) * magnitudes.Average(),
            Norm.LInf => ExtremeConstant(magnitudes.Length) * magnitudes.Max(),
            Norm.TopK => ExtremeConstant(magnitudes.Length) * magnitudes.OrderDescending().Take(settings.K).Average(),
            _ => throw new ArgumentException($"The sweep has no formula for {settings.Norm}."),
        };
    }

    /// <summary>The paper's constant of L∞ and Top(k).</summary>
    private static double ExtremeConstant(int count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));

    /// <summary>The same standard normal numbers each time, by Box and Muller's transform.</summary>
    private static double[] Gaussian()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Images * Channels * Pixels).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
