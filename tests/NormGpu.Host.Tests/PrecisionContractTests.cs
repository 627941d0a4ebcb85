namespace NormGpu.Host.Tests;

/// <summary>The precision contract: constants, non-finite values, half arithmetic, running statistics.</summary>
public class PrecisionContractTests
{
    private static readonly ChannelShape Shape = new(4, 3, 25, ChannelLayout.ChannelsFirst);

    public static TheoryData<Norm, ElementType, ChannelLayout> Norms()
    {
        var rows = new TheoryData<Norm, ElementType, ChannelLayout>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            foreach (var type in Enum.GetValues<ElementType>())
            {
                foreach (var layout in Enum.GetValues<ChannelLayout>())
                    rows.Add(norm, type, layout);
            }
        }

        return rows;
    }

    public static TheoryData<Norm, Accumulation> HalfArithmetic()
    {
        var rows = new TheoryData<Norm, Accumulation>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            foreach (var accumulation in Enum.GetValues<Accumulation>())
                rows.Add(norm, accumulation);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void A_channel_of_constants_gives_beta(Norm norm, ElementType type, ChannelLayout layout)
    {
        var shape = Shape with { Layout = layout };
        float[] constants = [60000, 0.1f, 5.9604645e-8f];
        var tensors = new NormCase(shape, type);
        for (var c = 0; c < shape.Channels; c++)
        {
            for (var i = 0; i < shape.CountPerChannel; i++)
                tensors.X[tensors.Index(c, i)] = type == ElementType.Float16 ? (float)(Half)constants[c] : constants[c];
        }

        var outcome = Operators.Train(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        for (var c = 0; c < shape.Channels; c++)
        {
            var beta = type == ElementType.Float16 ? (float)(Half)tensors.Bias[c] : tensors.Bias[c];
            Assert.All(tensors.Channel(outcome.Y, c), y => Assert.Equal(beta, y));
            Assert.Equal(tensors.X[tensors.Index(c, 0)], outcome.Mean[c]);
        }

        Assert.Equal(0, outcome.Nonfinite);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Infinity_and_NaN_stay_in_their_own_channel(Norm norm, ElementType type, ChannelLayout layout)
    {
        var shape = Shape with { Channels = 5, Layout = layout };
        var settings = new BatchNormSettings(norm);
        var tensors = new NormCase(shape, type);
        var clean = Operators.Train(settings, shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        tensors.X[tensors.Index(1, 0)] = float.PositiveInfinity;
        tensors.X[tensors.Index(2, 7)] = float.NegativeInfinity;
        tensors.X[tensors.Index(3, 99)] = float.NaN;
        var spoilt = Operators.Train(settings, shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);

        Assert.Equal(3, spoilt.Nonfinite);
        for (var c = 0; c < shape.Channels; c++)
        {
            if (c is >= 1 and <= 3)
            {
                Assert.All(tensors.Channel(spoilt.Y, c), y => Assert.True(double.IsNaN(y)));
                Assert.All(tensors.Channel(spoilt.Dx, c), dx => Assert.True(double.IsNaN(dx)));
                Assert.Equal((0f, 1f), (spoilt.RunningMean[c], spoilt.RunningScale[c]));
            }
            else
            {
                Assert.Equal(tensors.Channel(clean.Y, c), tensors.Channel(spoilt.Y, c));
                Assert.Equal(tensors.Channel(clean.Dx, c), tensors.Channel(spoilt.Dx, c));
                Assert.Equal(clean.RunningScale[c], spoilt.RunningScale[c]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Evaluation_spoils_only_the_elements_concerned(Norm norm, ElementType type, ChannelLayout layout)
    {
        var shape = Shape with { Layout = layout };
        var tensors = new NormCase(shape, type);
        var (means, scales) = (Operators.Filled(3, 0.5f), Operators.Filled(3, 2));
        var clean = Operators.Evaluate(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, null, null, means, scales);
        var (infinite, nan) = (tensors.Index(0, 3), tensors.Index(2, 99));
        tensors.X[infinite] = float.NegativeInfinity;
        tensors.X[nan] = float.NaN;
        var spoilt = Operators.Evaluate(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, null, null, means, scales);
        for (var i = 0; i < clean.Y.Length; i++)
            Assert.Equal(i == infinite ? float.NegativeInfinity : i == nan ? float.NaN : clean.Y[i], spoilt.Y[i]);
    }

    [Theory]
    [InlineData(Accumulation.Float32)]
    [InlineData(Accumulation.Float16)]
    public void L2_in_half_arithmetic_fails_in_silence_where_squares_overflow(Accumulation accumulation)
    {
        var tensors = Pixels(seed: 3, largest: 2000);
        var settings = new BatchNormSettings(Norm.L2, Arithmetic: Arithmetic.Float16, Accumulation: accumulation);
        var outcome = Operators.Train(settings, Shape, ElementType.Float16, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        for (var c = 0; c < Shape.Channels; c++)
        {
            Assert.True(float.IsPositiveInfinity(outcome.Scale[c]));
            Assert.All(tensors.Channel(outcome.Y, c), y => Assert.Equal((float)(Half)tensors.Bias[c], y));
            Assert.Equal((0f, 1f), (outcome.RunningMean[c], outcome.RunningScale[c]));
        }

        Assert.Equal(Shape.Channels, outcome.Nonfinite);
    }

    [Theory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.LInf)]
    [InlineData(Norm.TopK)]
    public void The_other_norms_do_not_overflow_on_the_same_values(Norm norm)
    {
        var tensors = Pixels(seed: 3, largest: 2000);
        var settings = new BatchNormSettings(norm, Arithmetic: Arithmetic.Float16, Accumulation: Accumulation.Float16);
        AgreesInMagnitude(settings, Shape, tensors);
    }

    [Theory]
    [MemberData(nameof(HalfArithmetic))]
    public void Half_arithmetic_agrees_in_magnitude(Norm norm, Accumulation accumulation)
    {
        foreach (var layout in Enum.GetValues<ChannelLayout>())
        {
            foreach (var (batch, channels, spatial) in new[] { (2, 1, 1), (3, 5, 7), (4, 19, 61), (2, 3, 4096) })
            {
                var shape = new ChannelShape(batch, channels, spatial, layout);
                AgreesInMagnitude(
                    new BatchNormSettings(norm, Arithmetic: Arithmetic.Float16, Accumulation: accumulation), shape, new NormCase(shape, ElementType.Float16));
            }
        }
    }

    [Fact]
    public void Hierarchical_half_sums_neither_stall_nor_overflow()
    {
        // A running half sum of these would stall at 4096 and the sum itself is far beyond 65504.
        var shape = new ChannelShape(1, 1, 200_003, ChannelLayout.ChannelsFirst);
        var x = new float[shape.Count];
        for (var i = 0; i < x.Length; i++)
            x[i] = i % 2 == 0 ? 3000 : 1000;
        var settings = new BatchNormSettings(Norm.L1, Arithmetic: Arithmetic.Float16, Accumulation: Accumulation.Float16);
        var outcome = Operators.Train(settings, shape, ElementType.Float16, x, new float[x.Length], null, null);
        Assert.InRange(outcome.Mean[0], 2000 * (1 - Tolerance.HalfArithmetic), 2000 * (1 + Tolerance.HalfArithmetic));
        Assert.InRange(outcome.Scale[0], 1253.3 * (1 - Tolerance.HalfArithmetic), 1253.3 * (1 + Tolerance.HalfArithmetic));
    }

    [Fact]
    public void A_large_mean_does_not_hide_a_small_spread()
    {
        var shape = new ChannelShape(8, 1, 512, ChannelLayout.ChannelsFirst);
        var tensors = new NormCase(shape, ElementType.Float32, spread: 1e-3);
        for (var i = 0; i < tensors.X.Length; i++)
            tensors.X[i] += 1000;
        var outcome = Operators.Train(new BatchNormSettings(Norm.L2, 0), shape, ElementType.Float32, tensors.X, tensors.Dy, null, null);
        var spread = Math.Sqrt(tensors.X.Select(x => (double)x).Select(x => Math.Pow(x - tensors.X.Average(v => (double)v), 2)).Average());
        Assert.InRange(outcome.Scale[0], spread * (1 - 1e-5), spread * (1 + 1e-5));
    }

    private static NormCase Pixels(int seed, int largest)
    {
        var tensors = new NormCase(Shape, ElementType.Float16);
        var random = new Random(seed);
        for (var i = 0; i < tensors.X.Length; i++)
            tensors.X[i] = (float)(Half)random.Next(largest);
        return tensors;
    }

    private static void AgreesInMagnitude(BatchNormSettings half, ChannelShape shape, NormCase tensors)
    {
        var actual = Operators.Train(half, shape, ElementType.Float16, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        var expected = Operators.Train(
            half with { Arithmetic = Arithmetic.Float32, Accumulation = Accumulation.Float32 }, shape, ElementType.Float16,
            tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
        Assert.Equal(0, actual.Nonfinite);
        for (var c = 0; c < shape.Channels; c++)
        {
            var largest = tensors.Channel(tensors.X, c).Max(Math.Abs);
            Assert.InRange(actual.Mean[c], expected.Mean[c] - Tolerance.HalfArithmetic * largest, expected.Mean[c] + Tolerance.HalfArithmetic * largest);
            Assert.InRange(actual.Scale[c], expected.Scale[c] * (1 - Tolerance.HalfArithmetic), expected.Scale[c] * (1 + Tolerance.HalfArithmetic));
            var (y, halfY) = (tensors.Channel(expected.Y, c), tensors.Channel(actual.Y, c));
            // A few roundings of 2^-11 of the largest |x|/s, and the scale's own error.
            var bound = Tolerance.HalfArithmetic * (y.Max(Math.Abs) + tensors.Weight[c] * largest / expected.Scale[c]);
            Assert.All(Enumerable.Range(0, y.Length), i => Assert.InRange(halfY[i], y[i] - bound, y[i] + bound));
        }
    }
}
