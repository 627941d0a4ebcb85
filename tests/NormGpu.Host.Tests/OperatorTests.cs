using NormGpu.Host.Tests.Harness;
using NormGpu.Kernels.Norms;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>What callers of the operators rely on besides the numbers.</summary>
public class OperatorTests
{
    private static readonly (int Batch, int Channels, int Spatial)[] Shapes = [(3, 2, 9001), (6, 37, 21), (2, 300, 3), (50, 21, 1), (1, 3, 1030), (4, 11, 7), (9, 261, 5), (70, 41, 7)];

    [Theory]
    [MemberData(nameof(Rows.Processor), MemberType = typeof(Rows))]
    public void Any_number_of_threads_gives_the_same_bits(string backend, string norm, string precision, ChannelLayout layout) =>
        SameBits(backend, norm, precision, layout, new RunOptions(Threads: 1), new RunOptions(Threads: 1), new RunOptions(Threads: 2), new RunOptions(Threads: 3), new RunOptions(Threads: 7), new RunOptions(Threads: 0));

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Output_may_be_the_input(string backend, string norm, string precision, ChannelLayout layout) =>
        SameBits(backend, norm, precision, layout, new RunOptions(), new RunOptions(InPlace: true));

    [Theory]
    [MemberData(nameof(Rows.Processor), MemberType = typeof(Rows))]
    public void Any_address_gives_the_same_bits(string backend, string norm, string precision, ChannelLayout layout) =>
        SameBits(backend, norm, precision, layout, new RunOptions(), new RunOptions(Shift: 1), new RunOptions(Shift: 3), new RunOptions(Shift: 8), new RunOptions(Shift: 13));

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Gradients_that_nobody_wants_may_be_null(string backend, string norm, string precision, ChannelLayout layout)
    {
        foreach (var (batch, channels, spatial) in ShapesFor(backend))
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], new ChannelShape(batch, channels, spatial, layout));
            var whole = BatchNormRun.Of(ConformanceBackend.All[backend], data, new RunOptions());
            var parameters = BatchNormRun.Of(ConformanceBackend.All[backend], data, new RunOptions(WantDx: false));
            var input = BatchNormRun.Of(ConformanceBackend.All[backend], data, new RunOptions(WantParameterGradients: false));
            Assert.Equal(whole.Dweight, parameters.Dweight);
            Assert.Equal(whole.Dbias, parameters.Dbias);
            Assert.Equal(whole.InferenceDweight, parameters.InferenceDweight);
            Assert.Equal(whole.InferenceDbias, parameters.InferenceDbias);
            Assert.Equal(whole.Dx, input.Dx);
            Assert.Equal(whole.InferenceDx, input.InferenceDx);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.Backends), MemberType = typeof(Rows))]
    public void Top_1_is_the_maximum(string backend, string precision)
    {
        foreach (var layout in Enum.GetValues<ChannelLayout>())
        {
            var data = Random("top1", precision, new ChannelShape(3, 5, 23, layout));
            var largest = BatchNormCase.Of(NormRow.All["linf"], data.Precision, data.Shape, data.X);
            var top = BatchNormCase.Of(NormRow.All["top1"], data.Precision, data.Shape, data.X);
            Assert.Equal(Run(backend, largest).Bits, Run(backend, top).Bits);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.Backends), MemberType = typeof(Rows))]
    public void Top_n_is_L1_but_for_the_constant_and_more_than_n_is_n(string backend, string precision)
    {
        var shape = new ChannelShape(3, 5, 23, ChannelLayout.ChannelsFirst);
        var data = Random("l1", precision, shape);
        var (exactly, more) = (NormRow.TopK(69), NormRow.TopK(1000));
        var all = BatchNormCase.Of(exactly, data.Precision, shape, data.X);
        var run = Run(backend, all);
        Judge.Check(all, run, new RunOptions());
        Assert.Equal(run.Bits, Run(backend, BatchNormCase.Of(more, data.Precision, shape, data.X)).Bits);

        var mean = Run(backend, BatchNormCase.Of(NormRow.All["l1"], data.Precision, shape, data.X));
        for (var c = 0; c < shape.Channels; c++)
            Assert.Equal(mean.Deviation[c], run.Deviation[c], (data.Precision.Exact ? 1e-6 : Tolerance.HalfChain) * mean.Deviation[c]);
    }

    [Theory]
    [InlineData("fp16", ChannelLayout.ChannelsFirst)]
    [InlineData("fp16", ChannelLayout.ChannelsLast)]
    [InlineData("fp32", ChannelLayout.ChannelsFirst)]
    [InlineData("fp32", ChannelLayout.ChannelsLast)]
    public void More_of_the_largest_than_a_lane_holds_are_found(string precision, ChannelLayout layout)
    {
        // Around what two lanes, and the most parts that a first threshold is taken from, give; of few elements, of short segments, and of one long one.
        foreach (var k in new[] { 16, 17, 33, 64, 128, 129, 300 })
        {
            foreach (var (batch, channels, spatial) in new[] { (3, 5, 23), (16, 40, 49), (1, 3, 9001) })
            {
                var data = BatchNormCase.Random(NormRow.TopK(k), PrecisionRow.All[precision], new ChannelShape(batch, channels, spatial, layout));
                Judge.Check(data, Run("cpu", data), new RunOptions());
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.Backends), MemberType = typeof(Rows))]
    public void Ties_go_to_the_lowest_index(string backend, string precision)
    {
        // Mean 0 and |d| = 2 at indices 1, 3, 4 and 6 of every 8, in every arithmetic; what is chosen shows in dx.
        double[] pattern = [1, -2, -1, 2, 2, 1, -2, -1];
        foreach (var repeats in new[] { 1, 5, 40 })
        {
            foreach (var k in new[] { 1, 2, 3, 4, 6 })
            {
                foreach (var layout in Enum.GetValues<ChannelLayout>())
                {
                    var norm = k == 1 ? NormRow.All["linf"] : NormRow.TopK(k);
                    var x = Enumerable.Repeat(pattern, repeats).SelectMany(values => values).ToArray();
                    var data = BatchNormCase.Of(norm, PrecisionRow.All[precision], new ChannelShape(2 * repeats, 3, 4, layout), x, x, [.. x.Reverse()]);
                    Judge.Check(data, Run(backend, data), new RunOptions());
                }
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.Backends), MemberType = typeof(Rows))]
    public void Ends_of_chunks_are_the_first_of_equal_ones(string backend, string precision)
    {
        // 0 and −0 are equal. With 16 repeats a chunk is a pattern; what is chosen shows in dx.
        double[] below = [-1, -0.0, 0, -1], above = [0, -0.0, 1, 1], around = [1, -1, 1, -1];
        foreach (var repeats in new[] { 16, 100 })
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
            {
                double[][] x = [.. new[] { below, above, around }.Select(pattern => Enumerable.Repeat(pattern, repeats).SelectMany(values => values).ToArray())];
                var data = BatchNormCase.Of(NormRow.All["range"], PrecisionRow.All[precision], new ChannelShape(repeats, 3, 4, layout), x);
                Judge.Check(data, Run(backend, data), new RunOptions());
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Running_statistics_follow_the_momentum_and_the_cumulative_average(string backend, string norm, string precision, ChannelLayout layout)
    {
        foreach (var factor in new[] { 0f, 0.25f, 1 / 3f, 1f })
        {
            var options = new RunOptions(Factor: factor);
            var data = Random(norm, precision, new ChannelShape(8, 5, 3, layout));
            Judge.Check(data, BatchNormRun.Of(ConformanceBackend.All[backend], data, options), options);
        }
    }

    /// <summary>One run of several blocks, with a tail; and segments that a block's FP32 sums take in whole or in part.</summary>
    [Theory]
    [InlineData(1, 40_001)]
    [InlineData(11, 3_153)]
    [InlineData(5, 5_000)]
    public void Channels_of_many_parts_are_as_exact_as_short_ones(int batch, int spatial)
    {
        foreach (var norm in NormRow.All.Keys)
        {
            foreach (var precision in new[] { "fp16", "fp32" })
            {
                var data = Random(norm, precision, new ChannelShape(batch, 2, spatial, ChannelLayout.ChannelsFirst));
                Judge.Check(data, BatchNormRun.Of(ConformanceBackend.All["cpu"], data, new RunOptions()), new RunOptions());
            }
        }
    }

    [Fact]
    public void Spans_give_what_pointers_give()
    {
        var data = Random("l1", "fp16", new ChannelShape(3, 5, 7, ChannelLayout.ChannelsFirst));
        using var tensor = new TestTensor(ElementType.Float16, data.Shape);
        tensor.Set(data.X);
        var x = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(tensor.Bytes);
        var (y, statistics) = (new Half[x.Length], new float[ChannelStatistics.Rows * data.Shape.Channels]);
        var settings = data.Precision.Settings(data.Norm);
        BatchNorm.Forward<Half>(settings, data.Shape, x, y, data.Weight, data.Bias, statistics);
        Assert.Equal(Run("cpu", data).Y.Select(channel => channel[0]), Enumerable.Range(0, 5).Select(c => (double)y[c * 7]));

        tensor.Set(data.Dy);
        var dy = x.ToArray();
        tensor.Set(data.X);
        var (dx, dweight, dbias) = (new Half[dy.Length], new float[5], new float[5]);
        BatchNorm.Backward<Half>(settings, data.Shape, x, dy, dx, data.Weight, data.Bias, statistics, dweight, dbias);
        Assert.Equal(Run("cpu", data).Dweight, dweight);
        Assert.Equal(Run("cpu", data).Dbias, dbias);
        Assert.Equal(Run("cpu", data).Dx![4][20], (double)dx[^1]);

        BatchNorm.Inference<Half>(settings, data.Shape, x, y, data.Weight, data.Bias, data.RunningMean, data.RunningScale);
        Assert.Equal(Run("cpu", data).InferenceY[4][20], (double)y[^1]);
    }

    [Fact]
    public void Wrong_use_is_told_in_one_sentence()
    {
        var shape = new ChannelShape(2, 3, 4, ChannelLayout.ChannelsFirst);
        var (x, statistics) = (new float[24], new float[3 * ChannelStatistics.Rows]);
        void Refused(string part, Action action) => Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

        Refused("x has 23 elements; the shape needs 24", () => BatchNorm.Forward<float>(new(Norm.L1), shape, x.AsSpan(1), x, [], [], statistics));
        Refused("weight has 2 elements; the shape needs 3", () => BatchNorm.Forward<float>(new(Norm.L1), shape, x, x, new float[2], [], statistics));
        Refused("Epsilon is -1", () => BatchNorm.Forward<float>(new(Norm.L1, -1), shape, x, x, [], [], statistics));
        Refused("Epsilon is NaN", () => BatchNorm.Inference<float>(new(Norm.L1, float.NaN), shape, x, x, [], [], new float[3], new float[3]));
        Refused("K is 0", () => BatchNorm.Forward<float>(new(Norm.TopK, K: 0), shape, x, x, [], [], statistics));
        Refused("no norm number 99", () => BatchNorm.Forward<float>(new((Norm)99), shape, x, x, [], [], statistics));
        Refused("need float16 tensors", () => BatchNorm.Forward<float>(new(Norm.L1, Arithmetic: Arithmetic.Float16), shape, x, x, [], [], statistics));
        Refused("need float16 tensors", () => BatchNorm.Backward<float>(new(Norm.L1, Accumulation: Accumulation.Float16), shape, x, x, x, [], [], statistics, [], []));
        Refused("runningScale has 2 elements; the shape needs 3", () => BatchNorm.Inference<float>(new(Norm.L1), shape, x, x, [], [], new float[3], new float[2]));
        Refused("dx has 1 elements; the shape needs 24", () => BatchNorm.Backward<float>(new(Norm.L1), shape, x, x, new float[1], [], [], statistics, [], []));
        Refused("no weight", () => BatchNorm.Forward<float>(new(Norm.Mean), shape, x, x, [1, 1, 1], [], statistics));
        Refused("no weight", () => BatchNorm.Backward<float>(new(Norm.Mean), shape, x, x, x, [], [], statistics, new float[3], []));
        Refused("type Int32", () => BatchNorm.Forward<int>(new(Norm.L1), shape, new int[24], new int[24], [], [], statistics));
        Refused("more than 1 value per channel", () => BatchNorm.Forward<float>(
            new(Norm.L1), new ChannelShape(1, 24, 1, ChannelLayout.ChannelsFirst), x, x, [], [], new float[24 * ChannelStatistics.Rows]));
        Refused("2 to 5 dimensions", () => ChannelShape.FromDimensions([3], ChannelLayout.ChannelsFirst));
        Refused("2 to 5 dimensions", () => ChannelShape.FromDimensions([1, 2, 3, 4, 5, 6], ChannelLayout.ChannelsFirst));
        Refused("at least one element", () => ChannelShape.FromDimensions([3, 0], ChannelLayout.ChannelsFirst));
    }

    [Fact]
    public void Mean_only_takes_one_value_a_channel_and_gives_beta()
    {
        var (shape, x, y, dx, statistics) = (new ChannelShape(1, 2, 1, ChannelLayout.ChannelsFirst), new[] { 5f, float.MaxValue }, new float[2], new float[2], new float[2 * ChannelStatistics.Rows]);
        Assert.Equal(0, BatchNorm.Forward<float>(new(Norm.Mean), shape, x, y, [], [0.25f, 7], statistics));
        BatchNorm.Backward<float>(new(Norm.Mean), shape, x, [3, 4], dx, [], [], statistics, [], y.AsSpan());
        Assert.Equal([0, 0], dx);
        Assert.Equal([3, 4], y);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(31, 15)]
    [InlineData(32, 16)]
    [InlineData(1000, 16)]
    public void Chunks_are_cut_as_numpy_cuts_them(int count, int chunks)
    {
        // x climbs to a peak of its own in each chunk, so the deviation tells where the chunks lie.
        Assert.Equal(chunks, ChunkRange.Chunks(count));
        var sizes = Enumerable.Range(0, chunks).Select(chunk => count / chunks + (chunk < count % chunks ? 1 : 0)).ToArray();
        float[] x = [.. sizes.SelectMany((size, chunk) => Enumerable.Range(0, size).Select(i => i == size - 1 ? 1f + chunk : 0))];
        foreach (var layout in Enum.GetValues<ChannelLayout>())
        {
            var statistics = new float[ChannelStatistics.Rows];
            BatchNorm.Forward<float>(new(Norm.Range), new ChannelShape(1, 1, count, layout), x, new float[count], [], [], statistics);
            Assert.Equal((1f + chunks) / 2, statistics[1], 1e-6f);
        }
    }

    [Fact]
    public void One_value_a_channel_is_enough_for_inference()
    {
        var y = new float[3];
        BatchNorm.Inference<float>(new(Norm.L1, 0), new ChannelShape(1, 3, 1, ChannelLayout.ChannelsFirst), [1, 2, 3], y, [], [1, 1, 1], [0, 0, 1], [2, 4, 8]);
        Assert.Equal([1.5f, 1.5f, 1.25f], y);
    }

    [Fact]
    public void Dimensions_give_the_shape_of_either_layout()
    {
        Assert.Equal(new ChannelShape(2, 3, 20, ChannelLayout.ChannelsFirst), ChannelShape.FromDimensions([2, 3, 4, 5], ChannelLayout.ChannelsFirst));
        Assert.Equal(new ChannelShape(2, 5, 12, ChannelLayout.ChannelsLast), ChannelShape.FromDimensions([2, 3, 4, 5], ChannelLayout.ChannelsLast));
        Assert.Equal(new ChannelShape(7, 9, 1, ChannelLayout.ChannelsFirst), ChannelShape.FromDimensions([7, 9], ChannelLayout.ChannelsFirst));
    }

    /// <summary>Each test runs a shape several times over: what is slow gets small ones.</summary>
    private static IEnumerable<(int Batch, int Channels, int Spatial)> ShapesFor(string backend) =>
        Shapes.Where(shape => (long)shape.Batch * shape.Channels * shape.Spatial <= ConformanceBackend.All[backend].MostElements / 4);

    private static BatchNormCase Random(string norm, string precision, ChannelShape shape) =>
        BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], shape);

    private static BatchNormRun Run(string backend, BatchNormCase data) => BatchNormRun.Of(ConformanceBackend.All[backend], data, new RunOptions());

    private static void SameBits(string backend, string norm, string precision, ChannelLayout layout, RunOptions first, params RunOptions[] others)
    {
        foreach (var (batch, channels, spatial) in ShapesFor(backend))
        {
            var data = Random(norm, precision, new ChannelShape(batch, channels, spatial, layout));
            var expected = BatchNormRun.Of(ConformanceBackend.All[backend], data, first).Bits;
            foreach (var options in others)
                Assert.True(expected.AsSpan().SequenceEqual(BatchNormRun.Of(ConformanceBackend.All[backend], data, options).Bits), $"{data}: {options} changes bits");
        }
    }
}
