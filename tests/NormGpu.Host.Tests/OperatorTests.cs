using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>What callers of the operators rely on besides the numbers.</summary>
public class OperatorTests
{
    public static TheoryData<Norm, ElementType, ChannelLayout> Norms => PrecisionContractTests.Norms();

    [Theory]
    [MemberData(nameof(Norms))]
    public void Any_number_of_threads_gives_the_same_bits(Norm norm, ElementType type, ChannelLayout layout)
    {
        foreach (var (batch, channels, spatial) in new[] { (3, 2, 9001), (6, 37, 21), (2, 300, 3) })
        {
            var shape = new ChannelShape(batch, channels, spatial, layout);
            var tensors = new NormCase(shape, type);
            var alone = Operators.Train(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias, threads: 1);
            foreach (var threads in new[] { 2, 3, 7, 1 })
            {
                var together = Operators.Train(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias, threads: threads);
                Assert.Equal(alone.Y, together.Y);
                Assert.Equal(alone.Dx, together.Dx);
                Assert.Equal(alone.Dweight, together.Dweight);
                Assert.Equal(alone.RunningScale, together.RunningScale);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Output_may_be_the_input(Norm norm, ElementType type, ChannelLayout layout)
    {
        foreach (var spatial in new[] { 1, 5, 40, 49 })
        {
            var shape = new ChannelShape(4, 21, spatial, layout);
            var tensors = new NormCase(shape, type);
            var apart = Operators.Train(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias);
            var inPlace = Operators.Train(new BatchNormSettings(norm), shape, type, tensors.X, tensors.Dy, tensors.Weight, tensors.Bias, inPlace: true);
            Assert.Equal(apart.Y, inPlace.Y);
            Assert.Equal(apart.Dx, inPlace.Dx);
        }
    }

    [Theory]
    [InlineData(ChannelLayout.ChannelsFirst)]
    [InlineData(ChannelLayout.ChannelsLast)]
    public void Top_1_is_the_maximum_and_more_than_all_is_all(ChannelLayout layout)
    {
        var shape = new ChannelShape(3, 5, 23, layout);
        var tensors = new NormCase(shape, ElementType.Float32);
        Outcome Run(Norm norm, int k) =>
            Operators.Train(new BatchNormSettings(norm, K: k), shape, ElementType.Float32, tensors.X, tensors.Dy, null, null);
        var (top, largest) = (Run(Norm.TopK, 1), Run(Norm.LInf, 1));
        Assert.Equal(largest.Y, top.Y);
        Assert.Equal(largest.Dx, top.Dx);

        var (exactly, more, mean) = (Run(Norm.TopK, 69), Run(Norm.TopK, 1000), Run(Norm.L1, 1));
        Assert.Equal(exactly.Dx, more.Dx);
        // The same deviation under another constant.
        Assert.All(Enumerable.Range(0, 5), c => Assert.Equal(mean.Scale[c] / mean.Scale[0], more.Scale[c] / more.Scale[0], 1e-5f));
    }

    [Theory]
    [InlineData(Norm.LInf, 1)]
    [InlineData(Norm.TopK, 3)]
    public void Ties_go_to_the_lowest_index(Norm norm, int k)
    {
        foreach (var layout in Enum.GetValues<ChannelLayout>())
        {
            // Mean 0; |d| = 2 four times, at indices 1, 3, 4 and 6.
            var shape = new ChannelShape(8, 1, 1, layout);
            float[] x = [1, -2, -1, 2, 2, 1, -2, -1];
            float[] dy = [0.5f, 1, -0.25f, 2, 0.75f, -1, 0.125f, 3];
            var outcome = Operators.Train(new BatchNormSettings(norm, K: k), shape, ElementType.Float16, x, dy, null, null);
            var expected = ReferenceBatchNorm.Train(
                new ReferenceTopK(k), Array.ConvertAll(x, v => (double)v), Array.ConvertAll(dy, v => (double)v), 1, 0, 1e-5f);
            for (var i = 0; i < x.Length; i++)
                Assert.Equal(expected.Dx[i], outcome.Dx[i], 2 * Tolerance.HalfUnit(expected.Dx[i], ElementType.Float16));
        }
    }

    [Fact]
    public void Running_statistics_follow_the_momentum_and_the_cumulative_average()
    {
        var shape = new ChannelShape(8, 2, 3, ChannelLayout.ChannelsFirst);
        var tensors = new NormCase(shape, ElementType.Float32);
        foreach (var factor in new[] { 0f, 0.25f, 1f })
        {
            var outcome = Operators.Train(new BatchNormSettings(Norm.L2), shape, ElementType.Float32, tensors.X, tensors.Dy, null, null, factor);
            for (var c = 0; c < 2; c++)
            {
                var x = tensors.Channel(tensors.X, c);
                var unbiased = x.Sum(v => Math.Pow(v - x.Average(), 2)) / (x.Length - 1);
                Assert.Equal(factor * x.Average(), outcome.RunningMean[c], 1e-5);
                Assert.Equal(1 - factor + factor * unbiased, outcome.RunningScale[c], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float32)]
    public void Gradients_of_weights_need_no_gradient_of_x(ElementType type)
    {
        var shape = new ChannelShape(4, 6, 10, ChannelLayout.ChannelsFirst);
        var tensors = new NormCase(shape, type);
        var whole = Operators.Train(new BatchNormSettings(Norm.TopK), shape, type, tensors.X, tensors.Dy, null, null);
        Assert.Equal(whole.Dweight, WeightGradientAlone(shape, type, tensors));
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
        Refused("K is 0", () => BatchNorm.Forward<float>(new(Norm.TopK, K: 0), shape, x, x, [], [], statistics));
        Refused("need float16 tensors", () => BatchNorm.Forward<float>(new(Norm.L1, Arithmetic: Arithmetic.Float16), shape, x, x, [], [], statistics));
        Refused("type Int32", () => BatchNorm.Forward<int>(new(Norm.L1), shape, new int[24], new int[24], [], [], statistics));
        Refused("more than 1 value per channel", () => BatchNorm.Forward<float>(
            new(Norm.L1), new ChannelShape(1, 24, 1, ChannelLayout.ChannelsFirst), x, x, [], [], new float[24 * ChannelStatistics.Rows]));
        Refused("2 to 5 dimensions", () => ChannelShape.FromDimensions([3], ChannelLayout.ChannelsFirst));
        Refused("at least one element", () => ChannelShape.FromDimensions([3, 0], ChannelLayout.ChannelsFirst));
    }

    [Fact]
    public void Dimensions_give_the_shape_of_either_layout()
    {
        Assert.Equal(new ChannelShape(2, 3, 20, ChannelLayout.ChannelsFirst), ChannelShape.FromDimensions([2, 3, 4, 5], ChannelLayout.ChannelsFirst));
        Assert.Equal(new ChannelShape(2, 5, 12, ChannelLayout.ChannelsLast), ChannelShape.FromDimensions([2, 3, 4, 5], ChannelLayout.ChannelsLast));
        Assert.Equal(new ChannelShape(7, 9, 1, ChannelLayout.ChannelsFirst), ChannelShape.FromDimensions([7, 9], ChannelLayout.ChannelsFirst));
    }

    private static unsafe float[] WeightGradientAlone(ChannelShape shape, ElementType type, NormCase tensors)
    {
        using var x = new Stored(tensors.X, type);
        using var y = new Stored(tensors.X, type);
        using var dy = new Stored(tensors.Dy, type);
        var (saved, dweight) = (new float[ChannelStatistics.Rows * shape.Channels], new float[shape.Channels]);
        fixed (float* s = saved, dw = dweight)
        {
            var statistics = new ChannelStatistics(s, shape.Channels);
            BatchNorm.Forward(new(Norm.TopK), shape, type, x.Address, y.Address, null, null, statistics, null);
            BatchNorm.Backward(new(Norm.TopK), shape, type, x.Address, dy.Address, null, null, statistics, dw, null);
        }

        return dweight;
    }
}
