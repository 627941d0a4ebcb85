using System.Numerics;
using System.Runtime.InteropServices;
using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>The fused ReLU against the composition of a batch norm and a ReLU, bit for bit.</summary>
public sealed unsafe class ReluTests
{
    public static TheoryData<Norm, ElementType, Arithmetic, Accumulation, ChannelLayout, int> Cases()
    {
        var cases = new TheoryData<Norm, ElementType, Arithmetic, Accumulation, ChannelLayout, int>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
            {
                foreach (var spatial in new[] { 1, 9, 67 })
                {
                    cases.Add(norm, ElementType.Float32, Arithmetic.Float32, Accumulation.Float32, layout, spatial);
                    cases.Add(norm, ElementType.Float16, Arithmetic.Float32, Accumulation.Float32, layout, spatial);
                    cases.Add(norm, ElementType.Float16, Arithmetic.Float16, Accumulation.Float32, layout, spatial);
                    cases.Add(norm, ElementType.Float16, Arithmetic.Float16, Accumulation.Float16, layout, spatial);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fused_relu_is_the_composition_bit_for_bit(
        Norm norm, ElementType type, Arithmetic arithmetic, Accumulation accumulation, ChannelLayout layout, int spatial)
    {
        var settings = new BatchNormSettings(norm, 1e-5f, 3, arithmetic, accumulation);
        var shape = new ChannelShape(5, 19, spatial, layout);
        if (type == ElementType.Float16)
            Compare(settings, shape, type, value => (Half)value);
        else
            Compare(settings, shape, type, value => value);
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

    private static void Compare<T>(BatchNormSettings settings, ChannelShape shape, ElementType type, Func<float, T> store)
        where T : unmanaged, INumber<T>
    {
        var random = new Random(3);
        T[] Draw() => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => store((float)BatchNormCase.Normal(random)))];
        float[] Factors() => [.. Enumerable.Range(0, shape.Channels).Select(_ => (float)BatchNormCase.Normal(random))];
        var (x, dy, weight, bias, mean) = (Draw(), Draw(), Factors(), Factors(), Factors());
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
            BatchNorm.Forward(fused, shape, type, xs, ys, weights, biases, new ChannelStatistics(saved, channels), null);
            BatchNorm.Forward(settings, shape, type, xs, expectedYs, weights, biases, new ChannelStatistics(sameSaved, channels), null);
            var masked = Rectify(expected, dy);
            fixed (T* maskedDys = masked)
            {
                BatchNorm.Backward(fused, shape, type, xs, dys, dxs, weights, biases, new ChannelStatistics(saved, channels), parameters, parameters + channels);
                BatchNorm.Backward(settings, shape, type, xs, maskedDys, expectedDxs, weights, biases, new ChannelStatistics(saved, channels), expectedParameters, expectedParameters + channels);
            }

            AssertSame(expected, y);
            AssertSame(sameStatistics, statistics);
            AssertSame(expectedDx, dx);
            AssertSame(expectedGradients, gradients);

            BatchNorm.Inference(fused, shape, type, xs, ys, weights, biases, means, scales);
            BatchNorm.Inference(settings, shape, type, xs, expectedYs, weights, biases, means, scales);
            masked = Rectify(expected, dy);
            fixed (T* maskedDys = masked)
            {
                BatchNorm.BackwardInference(fused, shape, type, xs, dys, dxs, weights, biases, means, scales, parameters, parameters + channels);
                BatchNorm.BackwardInference(settings, shape, type, xs, maskedDys, expectedDxs, weights, biases, means, scales, expectedParameters, expectedParameters + channels);
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

    private static void AssertSame<T>(T[] expected, T[] actual)
        where T : unmanaged =>
        Assert.Equal(MemoryMarshal.AsBytes<T>(expected).ToArray(), MemoryMarshal.AsBytes<T>(actual).ToArray());
}
