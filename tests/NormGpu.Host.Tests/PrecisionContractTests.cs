using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>The precision contract: constants, non-finite values, half arithmetic, sums that would stall or overflow.</summary>
public class PrecisionContractTests
{
    private static readonly ChannelShape Shape = new(4, 5, 25, ChannelLayout.ChannelsFirst);

    /// <summary>As many elements a channel, in segments so short that the CPU takes channels in groups; one channel is left over.</summary>
    private static readonly ChannelShape ShortSegments = new(25, 257, 4, ChannelLayout.ChannelsFirst);

    /// <summary>Short segments of one group of channels, whose samples threads share.</summary>
    private static readonly ChannelShape OneGroup = new(70, 33, 3, ChannelLayout.ChannelsFirst);

    public static TheoryData<string, string, double, double> LongChannels() => new()
    {
        // norm, precision, centre and reach of uniform values
        { "l1", "fp16 arithmetic and sums", 1, 0.25 },
        { "l2", "fp16 arithmetic and sums", 1, 0.25 },
        { "linf", "fp16 arithmetic and sums", 1, 0.25 },
        { "l1", "fp16 sums", 127.5, 127.5 },
        { "l1", "fp16 arithmetic and sums", 127.5, 127.5 },
        { "l1", "fp16 arithmetic and sums", 2000, 2000 },
        { "linf", "fp16 arithmetic and sums", 2000, 2000 },
        { "l1", "fp16 arithmetic", 2000, 2000 },
        { "l2", "fp16", 2000, 2000 },
    };

    public static TheoryData<string, string> BackendsInHalfArithmetic()
    {
        var rows = new TheoryData<string, string>();
        foreach (var backend in ConformanceBackend.All.Keys)
        {
            rows.Add(backend, "fp16 arithmetic");
            rows.Add(backend, "fp16 arithmetic and sums");
        }

        return rows;
    }

    public static TheoryData<string, string, string, ChannelLayout> RowsWithoutHalfSquares()
    {
        var rows = new TheoryData<string, string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout) in Rows.Each().Where(row => NormRow.All[row.Norm].Norm != Norm.L2 || PrecisionRow.All[row.Precision].Exact))
            rows.Add(backend, norm, precision, layout);
        return rows;
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void A_channel_of_constants_gives_beta(string backend, string norm, string precision, ChannelLayout layout)
    {
        double[] constants = [60000, 0.1, -65504, Math.ScaleB(1, -24), -Math.ScaleB(3, -20)];
        var data = Case(norm, precision, layout, [.. constants.Select(Constants)]);
        var run = Run(backend, data);
        for (var c = 0; c < Shape.Channels; c++)
        {
            var beta = BatchNormCase.Stored(data.Precision.Type, data.Bias[c]);
            Assert.All(run.Y[c], y => Assert.Equal(beta, y));
            Assert.Equal((float)data.X[c][0], run.Mean[c]);
            Assert.Equal(0, run.Deviation[c]);
        }

        Assert.Equal(0, run.NonFinite);
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Infinity_and_NaN_in_x_stay_in_their_own_channel(string backend, string norm, string precision, ChannelLayout layout)
    {
        foreach (var shape in Shapes(backend, layout))
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], shape);
            var clean = Run(backend, data);
            data.X[1][0] = double.PositiveInfinity;
            data.X[2][7] = double.NegativeInfinity;
            data.X[3][99] = double.NaN;
            var spoilt = Run(backend, data);

            Assert.Equal(3, spoilt.NonFinite);
            for (var c = 0; c < shape.Channels; c++)
            {
                if (c is >= 1 and <= 3)
                {
                    Assert.All(spoilt.Y[c], y => Assert.True(double.IsNaN(y)));
                    Assert.Equal((data.RunningMean[c], data.RunningScale[c]), (spoilt.RunningMean[c], spoilt.RunningScale[c]));
                }
                else
                {
                    Assert.Equal(clean.Y[c], spoilt.Y[c]);
                    Assert.Equal(clean.Dx![c], spoilt.Dx![c]);
                    Assert.Equal((clean.RunningMean[c], clean.RunningScale[c]), (spoilt.RunningMean[c], spoilt.RunningScale[c]));
                    Assert.Equal((clean.Dweight?[c], clean.Dbias![c]), (spoilt.Dweight?[c], spoilt.Dbias![c]));
                }
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void NaN_in_dy_stays_in_its_own_channel(string backend, string norm, string precision, ChannelLayout layout)
    {
        foreach (var shape in Shapes(backend, layout))
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], shape);
            var clean = Run(backend, data);
            data.Dy[2][31] = double.NaN;
            var spoilt = Run(backend, data);
            Assert.All(spoilt.Dx![2], dx => Assert.True(double.IsNaN(dx)));
            Assert.True(float.IsNaN(spoilt.Dweight?[2] ?? float.NaN) && float.IsNaN(spoilt.Dbias![2]));
            for (var c = 0; c < shape.Channels; c++)
            {
                Assert.Equal(clean.Y[c], spoilt.Y[c]);
                if (c != 2)
                    Assert.Equal(clean.Dx![c], spoilt.Dx[c]);
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Inference_spoils_only_the_elements_concerned(string backend, string norm, string precision, ChannelLayout layout)
    {
        var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape with { Layout = layout });
        Array.Fill(data.Weight, 1);
        var expected = Run(backend, data).InferenceY;
        (data.X[0][3], expected[0][3]) = (double.NegativeInfinity, double.NegativeInfinity);
        (data.X[2][99], expected[2][99]) = (double.NaN, double.NaN);
        Assert.Equal(expected, Run(backend, data).InferenceY);
    }

    [SkippableTheory]
    [MemberData(nameof(BackendsInHalfArithmetic))]
    public void L2_in_half_arithmetic_fails_in_silence_where_squares_overflow(string backend, string precision)
    {
        var data = Case("l2", precision, ChannelLayout.ChannelsFirst, Squaring());
        var run = Run(backend, data);
        for (var c = 0; c < Shape.Channels; c++)
        {
            Assert.True(float.IsPositiveInfinity(run.Scale[c]));
            Assert.All(run.Y[c], y => Assert.Equal(BatchNormCase.Stored(ElementType.Float16, data.Bias[c]), y));
            Assert.Equal((data.RunningMean[c], data.RunningScale[c]), (run.RunningMean[c], run.RunningScale[c]));
        }

        Assert.Equal(Shape.Channels, run.NonFinite);
    }

    [SkippableTheory]
    [MemberData(nameof(RowsWithoutHalfSquares))]
    public void What_squares_no_half_does_not_overflow_on_the_same_values(string backend, string norm, string precision, ChannelLayout layout) =>
        JudgeForward(backend, Case(norm, precision, layout, Squaring()));

    [Theory]
    [MemberData(nameof(LongChannels))]
    public void Half_sums_over_a_long_channel_neither_stall_nor_overflow(string norm, string precision, double centre, double reach)
    {
        // A running half sum of ones stalls at 2048; of raw pixels or larger values it would pass 65504 many times over.
        var count = (1 << 17) + 77;
        foreach (var layout in Enum.GetValues<ChannelLayout>())
        {
            var shape = new ChannelShape(1, 2, count, layout);
            JudgeForward("cpu", BatchNormCase.Of(NormRow.All[norm], PrecisionRow.All[precision], shape, Uniform(1, count, centre, reach), Uniform(2, count, -centre, reach)));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void A_large_mean_does_not_hide_a_small_spread(string backend, string norm, string precision, ChannelLayout layout)
    {
        // FP16 holds 11 bits: its spread cannot be as small.
        var offset = PrecisionRow.All[precision].Type == ElementType.Float32 ? 1 << 14 : PrecisionRow.All[precision].Exact ? 1 << 7 : 1 << 3;
        var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], new ChannelShape(3, 4, 37, layout), seed: 9, offset);
        Judge.Check(data, Run(backend, data), new RunOptions());
    }

    /// <summary>Values whose squares exceed the largest half.</summary>
    private static double[][] Squaring() => [.. Enumerable.Range(0, 5).Select(c => Uniform(c, 100, 1000, 1000))];

    private static IEnumerable<ChannelShape> Shapes(string backend, ChannelLayout layout)
    {
        yield return Shape with { Layout = layout };
        foreach (var shape in new[] { ShortSegments, OneGroup })
        {
            if (shape.Count <= ConformanceBackend.All[backend].MostElements)
                yield return shape with { Layout = layout };
        }
    }

    private static double[] Constants(double value) => [.. Enumerable.Repeat(value, (int)Shape.CountPerChannel)];

    private static double[] Uniform(int seed, int count, double centre, double reach)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => centre + reach * (2 * random.NextDouble() - 1))];
    }

    private static BatchNormCase Case(string norm, string precision, ChannelLayout layout, double[][] x) =>
        BatchNormCase.Of(NormRow.All[norm], PrecisionRow.All[precision], Shape with { Layout = layout }, x);

    private static BatchNormRun Run(string backend, BatchNormCase data) => BatchNormRun.Of(ConformanceBackend.All[backend], data, new RunOptions());

    /// <summary>Forward only: these data have ties, which half arithmetic may break otherwise.</summary>
    private static void JudgeForward(string backend, BatchNormCase data) => Judge.CheckForward(data, Run(backend, data), new RunOptions());
}
