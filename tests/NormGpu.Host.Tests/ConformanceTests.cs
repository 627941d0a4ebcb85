using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>Every norm × storage × layout × awkward shape against the double reference, forward and backward, in training and evaluation.</summary>
public class ConformanceTests
{
    private const float Epsilon = 1e-5f;
    private const int K = 10;

    /// <summary>(N, C, spatial): one channel, tails of every kind, one sample, plain vectors, long channels, many channels.</summary>
    private static readonly (int Batch, int Channels, int Spatial)[] Shapes =
    [
        (2, 1, 1), (5, 3, 1), (64, 70, 1), (1, 1, 67), (1, 3, 57 * 57), (3, 17, 31), (4, 5, 49), (2, 1023, 3), (7, 2, 4), (3, 16, 16),
        (2, 33, 130), (2, 2, 5000), (1, 2, 110_000),
    ];

    public static TheoryData<Norm, ElementType, ChannelLayout, int, int, int> Cases()
    {
        var cases = new TheoryData<Norm, ElementType, ChannelLayout, int, int, int>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            foreach (var type in Enum.GetValues<ElementType>())
            {
                foreach (var layout in Enum.GetValues<ChannelLayout>())
                {
                    foreach (var (batch, channels, spatial) in Shapes)
                        cases.Add(norm, type, layout, batch, channels, spatial);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_agrees_with_the_double_reference(Norm norm, ElementType type, ChannelLayout layout, int batch, int channels, int spatial)
    {
        var shape = new ChannelShape(batch, channels, spatial, layout);
        var tensors = new NormCase(shape, type);
        var outcome = Operators.Train(new BatchNormSettings(norm, Epsilon, K), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        for (var c = 0; c < channels; c++)
        {
            var (x, dy) = (tensors.Channel(tensors.X, c), tensors.Channel(tensors.Dy, c));
            var expected = ReferenceBatchNorm.Train(NormCase.Reference(norm, K), x, dy, tensors.Weight[c], tensors.Bias[c], Epsilon);
            Check(tensors, expected, outcome, type, norm is Norm.LInf or Norm.TopK, c, x, dy);
            var largest = x.Max(Math.Abs);
            Near(expected.Mean, outcome.Mean[c], Tolerance.Statistics * largest, $"mean of channel {c}");
            Near(expected.Scale, outcome.Scale[c], Tolerance.Statistics * largest, $"scale of channel {c}");
            Near(0.1 * expected.Mean, outcome.RunningMean[c], Tolerance.Statistics * largest, $"running mean of channel {c}");
            Near(0.9 + 0.1 * expected.RunningValue, outcome.RunningScale[c], Tolerance.Statistics * Math.Max(1, largest * largest), $"running scale of channel {c}");
        }

        Assert.Equal(0, outcome.Nonfinite);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluation_agrees_with_the_double_reference(Norm norm, ElementType type, ChannelLayout layout, int batch, int channels, int spatial)
    {
        var shape = new ChannelShape(batch, channels, spatial, layout);
        var tensors = new NormCase(shape, type, seed: 2);
        var means = Array.ConvertAll(tensors.Bias, value => 2 * value);
        var scales = Array.ConvertAll(tensors.Weight, value => 1 / value);
        var outcome = Operators.Evaluate(new BatchNormSettings(norm, Epsilon), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias, means, scales);
        for (var c = 0; c < channels; c++)
        {
            var (x, dy) = (tensors.Channel(tensors.X, c), tensors.Channel(tensors.Dy, c));
            var scale = norm == Norm.L2 ? Math.Sqrt(scales[c] + (double)Epsilon) : scales[c] + (double)Epsilon;
            Check(tensors, ReferenceBatchNorm.Evaluate(x, dy, tensors.Weight[c], tensors.Bias[c], means[c], scale), outcome, type, selects: false, c, x, dy);
        }
    }

    private static void Check(NormCase tensors, ReferenceBatchNorm expected, Outcome outcome, ElementType type, bool selects, int channel, double[] x, double[] dy)
    {
        var (gamma, beta) = (tensors.Weight[channel], tensors.Bias[channel]);
        var largestDy = dy.Max(Math.Abs);
        for (var i = 0; i < x.Length; i++)
        {
            var index = tensors.Index(channel, i);
            Near(expected.Y[i], outcome.Y[index], Tolerance.Y(expected.Y[i], x[i], gamma, beta, expected.Mean, expected.Scale, type), $"y[{channel}, {i}]");
            var tolerance = selects ? Tolerance.SelectedDx(expected.Dx[i], gamma, largestDy, expected.Scale, type)
                : Tolerance.Dx(expected.Dx[i], gamma, largestDy, expected.Scale, type);
            Near(expected.Dx[i], outcome.Dx[index], tolerance, $"dx[{channel}, {i}]");
        }

        var products = Enumerable.Range(0, x.Length).Sum(i => Math.Abs(dy[i] * (x[i] - expected.Mean))) / expected.Scale;
        Near(expected.Dweight, outcome.Dweight[channel], Tolerance.WeightGradient(products, expected.Mean, dy.Sum(), expected.Scale), $"dweight[{channel}]");
        Near(expected.Dbias, outcome.Dbias[channel], Tolerance.WeightGradient(dy.Sum(Math.Abs), 0, 0, 1), $"dbias[{channel}]");
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: expected {expected:R}, got {actual:R}, off by {Math.Abs(expected - actual) / tolerance:F2} tolerances");
}
