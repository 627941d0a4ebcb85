using NormGpu.Host;

namespace NormGpu.Gpu.Tests;

/// <summary>The kernels in the simulator against the CPU backend, on shapes that are awkward for 16-byte packs, splits and columns.</summary>
public class SimulatorAgainstCpuTests
{
    private static readonly ChannelShape[] Shapes =
    [
        new(3, 2, 5, ChannelLayout.ChannelsFirst),
        new(4, 3, 8, ChannelLayout.ChannelsFirst),
        new(2, 5, 67, ChannelLayout.ChannelsFirst),
        new(2, 1, 900, ChannelLayout.ChannelsFirst),
        new(2, 24, 31, ChannelLayout.ChannelsFirst),
        new(9, 7, 1, ChannelLayout.ChannelsFirst),
        new(3, 4, 16, ChannelLayout.ChannelsLast),
        new(3, 16, 20, ChannelLayout.ChannelsLast),
        new(1, 40, 7, ChannelLayout.ChannelsLast),
        new(2, 1, 33, ChannelLayout.ChannelsLast),
    ];

    public static TheoryData<Norm, int, ElementType, Arithmetic, Accumulation> Cases()
    {
        (ElementType Type, Arithmetic Arithmetic, Accumulation Accumulation)[] precisions =
        [
            (ElementType.Float32, Arithmetic.Float32, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float32, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float16, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float32, Accumulation.Float16),
            (ElementType.Float16, Arithmetic.Float16, Accumulation.Float16),
        ];
        var cases = new TheoryData<Norm, int, ElementType, Arithmetic, Accumulation>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            // FP32 sums meet every shape; the other precisions take turns, so that each pair of values occurs somewhere.
            for (var shape = 0; shape < Shapes.Length; shape++)
            {
                cases.Add(norm, shape, precisions[shape % 2].Type, precisions[0].Arithmetic, precisions[0].Accumulation);
                var other = precisions[2 + (shape + (int)norm) % 3];
                cases.Add(norm, shape, other.Type, other.Arithmetic, other.Accumulation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_simulator_computes_what_the_cpu_backend_computes(
        Norm norm, int shapeIndex, ElementType type, Arithmetic arithmetic, Accumulation accumulation)
    {
        var shape = Shapes[shapeIndex];
        var settings = new BatchNormSettings(norm, 1e-5f, 10, arithmetic, accumulation);
        var data = new TestData(shape);
        var expected = data.Run(settings, type, "cpu");
        var actual = data.Run(settings, type, "simulator");

        // FP16 sums round at every step: their order may differ where selected elements are averaged.
        var tolerance = arithmetic == Arithmetic.Float16 || accumulation == Accumulation.Float16 ? 1f / 128
            : type == ElementType.Float16 ? 1f / 1024 : 1f / (1 << 20);
        DeviceCall.AssertClose(expected.Y, actual.Y, 4 * tolerance);
        DeviceCall.AssertClose(expected.Dx, actual.Dx, 4 * tolerance);
        DeviceCall.AssertClose(expected.Dweight, actual.Dweight, tolerance * shape.CountPerChannel);
        DeviceCall.AssertClose(expected.Dbias, actual.Dbias, tolerance * shape.CountPerChannel);
        DeviceCall.AssertClose(expected.Statistics[..(3 * shape.Channels)], actual.Statistics[..(3 * shape.Channels)], 4 * tolerance);
    }

    [Theory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.LInf)]
    [InlineData(Norm.TopK)]
    [InlineData(Norm.Range)]
    [InlineData(Norm.Mean)]
    public void The_same_input_gives_the_same_bits_whatever_the_device_computed_before(Norm norm)
    {
        var data = new TestData(new ChannelShape(2, 3, 200, ChannelLayout.ChannelsFirst));
        var settings = new BatchNormSettings(norm);
        var first = data.Run(settings, ElementType.Float32, "simulator");
        new TestData(new ChannelShape(4, 9, 31, ChannelLayout.ChannelsLast), seed: 2).Run(settings, ElementType.Float32, "simulator");
        var second = data.Run(settings, ElementType.Float32, "simulator");
        Assert.Equal(first.Y, second.Y);
        Assert.Equal(first.Dx, second.Dx);
        Assert.Equal(first.Statistics, second.Statistics);
    }

    [Theory]
    [InlineData(Norm.L1, ChannelLayout.ChannelsFirst)]
    [InlineData(Norm.L2, ChannelLayout.ChannelsLast)]
    [InlineData(Norm.LInf, ChannelLayout.ChannelsFirst)]
    [InlineData(Norm.TopK, ChannelLayout.ChannelsLast)]
    [InlineData(Norm.Range, ChannelLayout.ChannelsFirst)]
    [InlineData(Norm.Range, ChannelLayout.ChannelsLast)]
    [InlineData(Norm.Mean, ChannelLayout.ChannelsFirst)]
    public void A_channel_of_constants_gives_exactly_beta(Norm norm, ChannelLayout layout)
    {
        var data = new TestData(new ChannelShape(3, 4, 50, layout));
        Array.Fill(data.X, 1234.5f);
        var call = data.Run(new BatchNormSettings(norm), ElementType.Float32, "simulator");
        for (var i = 0; i < call.Y.Length; i++)
            Assert.Equal(data.Bias[data.ChannelOf(i)], call.Y[i]);
    }

    [Theory]
    [InlineData(Norm.L1, float.NaN)]
    [InlineData(Norm.L2, float.PositiveInfinity)]
    [InlineData(Norm.LInf, float.NegativeInfinity)]
    [InlineData(Norm.LInf, float.NaN)]
    [InlineData(Norm.TopK, float.NaN)]
    [InlineData(Norm.Range, float.PositiveInfinity)]
    [InlineData(Norm.Range, float.NaN)]
    [InlineData(Norm.Mean, float.PositiveInfinity)]
    public void What_is_not_finite_stays_in_its_own_channel(Norm norm, float value)
    {
        var data = new TestData(new ChannelShape(3, 4, 50, ChannelLayout.ChannelsFirst));
        data.X[60] = value;
        var call = data.Run(new BatchNormSettings(norm), ElementType.Float32, "simulator");
        for (var i = 0; i < call.Y.Length; i++)
            Assert.Equal(data.ChannelOf(i) == 1, float.IsNaN(call.Y[i]));
    }

    [Fact]
    public void An_outlier_in_front_does_not_spoil_the_variance_of_a_single_read()
    {
        var data = new TestData(new ChannelShape(2, 1, 900, ChannelLayout.ChannelsFirst));
        data.X[0] = 10_000;
        var call = data.Run(new BatchNormSettings(Norm.L2), ElementType.Float32, "simulator");
        var mean = data.X.Average(value => (double)value);
        var deviation = Math.Sqrt(data.X.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(deviation, call.Statistics[2], 1e-6 * 10_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Of_many_ties_the_first_are_selected(int k)
    {
        var data = new TestData(new ChannelShape(2, 3, 120, ChannelLayout.ChannelsFirst));
        for (var i = 0; i < data.X.Length; i++)
            data.X[i] = i % 3 == 0 ? 2 : i % 2 == 0 ? -1 : 0.5f;
        var settings = new BatchNormSettings(Norm.TopK, 1e-5f, k);
        var expected = data.Run(settings, ElementType.Float16, "cpu");
        var actual = data.Run(settings, ElementType.Float16, "simulator");
        Assert.Equal(expected.Statistics[(4 * 3)..(5 * 3)], actual.Statistics[(4 * 3)..(5 * 3)]);
        DeviceCall.AssertClose(expected.Dx, actual.Dx, 1f / 256);
    }

    [Fact]
    public void Threads_that_meet_a_kernel_first_at_the_same_time_get_the_same_result()
    {
        var data = new TestData(new ChannelShape(3, 4, 50, ChannelLayout.ChannelsFirst), seed: 5);
        var settings = new BatchNormSettings(Norm.TopK, Activation: Activation.Relu);
        var calls = new DeviceCall[8];
        Parallel.For(0, calls.Length, i => calls[i] = data.Run(settings, ElementType.Float16, "simulator"));
        Assert.All(calls, call => Assert.Equal(calls[0].Y, call.Y));
        Assert.All(calls, call => Assert.Equal(calls[0].Dx, call.Dx));
    }
}
