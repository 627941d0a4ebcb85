using System.Numerics;
using System.Runtime.InteropServices;
using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>The fused ReLU against the composition of a batch norm and a ReLU, bit for bit.</summary>
public sealed unsafe class ReluTests
{
    private const int Batch = 5;
    private const int Channels = 19;

    public static TheoryData<string, string, string, ChannelLayout, int> Cases()
    {
        var cases = new TheoryData<string, string, string, ChannelLayout, int>();
        foreach (var (backend, norm, precision, layout, spatial) in Rows.With([1, 9, 67], (backend, spatial) => Batch * Channels * spatial <= backend.MostElements))
            cases.Add(backend, norm, precision, layout, spatial);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_fused_relu_is_the_composition_bit_for_bit(string backend, string norm, string precision, ChannelLayout layout, int spatial)
    {
        var row = PrecisionRow.All[precision];
        var settings = row.Settings(NormRow.All[norm]);
        var shape = new ChannelShape(Batch, Channels, spatial, layout);
        if (row.Type == ElementType.Float16)
            Compare(ConformanceBackend.All[backend], settings, shape, row.Type, value => (Half)value);
        else
            Compare(ConformanceBackend.All[backend], settings, shape, row.Type, value => value);
    }

    [Fact]
    public void An_output_that_half_storage_rounds_to_zero_passes_no_gradient()
    {
        // y = x·2^-26 and x·2^-24 after standardisation by ±1: the first is stored as 0, the second as the smallest half.
        Half[] x = [(Half)1, (Half)(-1), (Half)1, (Half)(-1)];
        Half[] dy = [(Half)1, (Half)1, (Half)1, (Half)1];
        foreach (var (weight, passed) in new[] { (1f / (1 << 26), 0f), (1f / (1 << 24), 2f) })
        {
            var settings = new BatchNormSettings(Norm.L1, 0, Activation: Activation.Relu);
            var shape = new ChannelShape(4, 1, 1, ChannelLayout.ChannelsFirst);
            var (y, dx, dbias) = (new Half[4], new Half[4], new float[1]);
            var statistics = new float[ChannelStatistics.Rows];
            BatchNorm.Forward<Half>(settings, shape, x, y, [weight], [], statistics);
            BatchNorm.Backward<Half>(settings, shape, x, dy, dx, [weight], [], statistics, new float[1], dbias);
            Assert.Equal(passed, dbias[0]);
            Assert.Equal(passed, y.Count(value => value > (Half)0));
        }
    }

    private static void Compare<T>(ConformanceBackend backend, BatchNormSettings settings, ChannelShape shape, ElementType type, Func<float, T> store)
        where T : unmanaged, INumber<T>
    {
        var random = new Random(3);
        T[] Draw() => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => store((float)BatchNormCase.Normal(random)))];
        float[] Factors() => [.. Enumerable.Range(0, shape.Channels).Select(_ => (float)BatchNormCase.Normal(random))];
        var (x, dy, bias, mean) = (Draw(), Draw(), Factors(), Factors());
        var weight = settings.Norm == Norm.Mean ? null : Factors();
        x[1] = T.CreateChecked(float.NaN);
        var scale = Array.ConvertAll(Factors(), value => MathF.Abs(value) + 0.5f);
        var fused = settings with { Activation = Activation.Relu };

        var (y, expected) = (new T[x.Length], new T[x.Length]);
        var (dx, expectedDx) = (new T[x.Length], new T[x.Length]);
        var (statistics, sameStatistics) = (new float[ChannelStatistics.Rows * shape.Channels], new float[ChannelStatistics.Rows * shape.Channels]);
        var (gradients, expectedGradients) = (new float[2 * shape.Channels], new float[2 * shape.Channels]);
        fixed (T* xs = x, dys = dy, ys = y, expectedYs = expected, dxs = dx, expectedDxs = expectedDx)
        fixed (float* weights = weight, biases = bias, means = mean, scales = scale, saved = statistics, sameSaved = sameStatistics)
        fixed (float* parameters = gradients, expectedParameters = expectedGradients)
        {
            var channels = shape.Channels;
            // Mean-only has no weight.
            var dweight = weight is null ? null : parameters;
            var expectedDweight = weight is null ? null : expectedParameters;
            backend.Forward(fused, shape, type, xs, ys, weights, biases, new ChannelStatistics(saved, channels), null, 0);
            backend.Forward(settings, shape, type, xs, expectedYs, weights, biases, new ChannelStatistics(sameSaved, channels), null, 0);
            var masked = Rectify(expected, dy);
            fixed (T* maskedDys = masked)
            {
                backend.Backward(fused, shape, type, xs, dys, dxs, weights, biases, new ChannelStatistics(saved, channels), dweight, parameters + channels, 0);
                backend.Backward(settings, shape, type, xs, maskedDys, expectedDxs, weights, biases, new ChannelStatistics(saved, channels), expectedDweight, expectedParameters + channels, 0);
            }

            AssertSame(expected, y);
            AssertSame(sameStatistics, statistics);
            AssertSame(expectedDx, dx);
            AssertSame(expectedGradients, gradients);

            backend.Inference(fused, shape, type, xs, ys, weights, biases, means, scales, 0);
            backend.Inference(settings, shape, type, xs, expectedYs, weights, biases, means, scales, 0);
            masked = Rectify(expected, dy);
            fixed (T* maskedDys = masked)
            {
                backend.BackwardInference(fused, shape, type, xs, dys, dxs, weights, biases, means, scales, dweight, parameters + channels, 0);
                backend.BackwardInference(settings, shape, type, xs, maskedDys, expectedDxs, weights, biases, means, scales, expectedDweight, expectedParameters + channels, 0);
            }

            AssertSame(expected, y);
            AssertSame(expectedDx, dx);
            AssertSame(expectedGradients, gradients);
        }
    }

    /// <summary>Rectifies y in place; returns dy where y was above 0 or NaN.</summary>
    private static T[] Rectify<T>(T[] y, T[] dy)
        where T : INumber<T>
    {
        var masked = new T[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            masked[i] = y[i] <= T.Zero ? T.Zero : dy[i];
            y[i] = y[i] <= T.Zero ? T.Zero : y[i];
        }

        return masked;
    }

    /// <summary>The same bits; which of its NaNs a device gives is its own affair.</summary>
    private static void AssertSame<T>(T[] expected, T[] actual)
        where T : unmanaged, INumber<T>
    {
        static byte[] Bits(T[] values) => MemoryMarshal.AsBytes<T>(Array.ConvertAll(values, value => T.IsNaN(value) ? T.Zero / T.Zero : value)).ToArray();
        Assert.Equal(Array.ConvertAll(expected, T.IsNaN), Array.ConvertAll(actual, T.IsNaN));
        Assert.Equal(Bits(expected), Bits(actual));
    }
}
