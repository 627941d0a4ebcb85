using NormGpu.Host.Cpu;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Tests;

/// <summary>The k largest of channels, however they are kept, against those of a sort.</summary>
public unsafe class LargestTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("rising")]
    [InlineData("falling")]
    [InlineData("few different")]
    [InlineData("constant")]
    public void The_k_largest_of_each_channel_are_kept(string order)
    {
        foreach (var k in (ReadOnlySpan<int>)[1, 3, 10, 32, 33, 150, 400])
        {
            foreach (var channels in (ReadOnlySpan<int>)[1, 7, 16, 21])
            {
                Check<Lane16>(channels, k, order);
                Check<Lane8>(channels, k, order);
            }
        }
    }

    [Fact]
    public void The_kth_largest_of_columns_is_that_of_each()
    {
        CheckColumns<Lane16>();
        CheckColumns<Lane8>();
    }

    [Fact]
    public void What_is_not_finite_makes_no_threshold()
    {
        const int Rows = 32;
        var values = stackalloc float[Rows * Lane16.Width];
        var thresholds = stackalloc float[Lane16.Width];
        var infinities = 5;
        for (var i = 0; i < Rows * Lane16.Width; i++)
            values[i] = i / Lane16.Width < infinities ? float.PositiveInfinity : 1 + i % Lane16.Width;
        KthLargest.OfColumns<Lane16>(values, Lane16.Width, Rows, infinities, Lane16.Width, thresholds);
        Assert.Equal(new float[Lane16.Width], new ReadOnlySpan<float>(thresholds, Lane16.Width));
        KthLargest.OfColumns<Lane16>(values, Lane16.Width, Rows, infinities + 1, Lane16.Width, thresholds);
        Assert.Equal([.. Enumerable.Range(1, Lane16.Width).Select(value => (float)value)], new ReadOnlySpan<float>(thresholds, Lane16.Width));

        new Span<float>(values, Rows).Fill(2);
        Assert.Equal(2, KthLargest.Of<Lane16>(values, Rows, 3));
        values[Rows - 1] = float.NaN;
        Assert.Equal(0, KthLargest.Of<Lane16>(values, Rows, 3));
    }

    private static void CheckColumns<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        const int Rows = 48;
        // Between others that nobody asks for.
        var stride = TLane.Width + 3;
        var values = stackalloc float[Rows * stride];
        var thresholds = stackalloc float[TLane.Width];
        var random = new Random(1);
        foreach (var k in new[] { 1, 2, 10, Rows })
        {
            for (var i = 0; i < Rows * stride; i++)
                values[i] = random.Next(40) / 4f;
            new Span<float>(thresholds, TLane.Width).Fill(-1);
            KthLargest.OfColumns<TLane>(values, stride, Rows, k, TLane.Width - 1, thresholds);
            for (var column = 0; column < TLane.Width - 1; column++)
            {
                float[] sorted = [.. Enumerable.Range(0, Rows).Select(row => values[row * stride + column]).OrderDescending()];
                Assert.Equal(sorted[k - 1], thresholds[column]);
                Assert.Equal(sorted[k - 1], OfNeighbours<TLane>([.. Enumerable.Reverse(sorted)], k));
            }

            Assert.Equal(-1, thresholds[TLane.Width - 1]);
        }

        static float OfNeighbours<T>(float[] values, int k)
            where T : struct, ISimdLane<T>
        {
            fixed (float* first = values)
                return KthLargest.Of<T>(first, values.Length, k);
        }
    }

    /// <summary>Shows a scanner what reaches the thresholds, as a search does: channels in turns, each in its order, and a lane of four as a whole.</summary>
    private static void Check<TLane>(int channels, int k, string order)
        where TLane : struct, ISimdLane<TLane>
    {
        const int Count = 400;
        const int Shown = 4;
        const int FirstChannel = 3;
        using var coefficients = new ChannelCoefficients(FirstChannel + channels);
        using var scanner = new LargestScanner<TLane>(channels, k, coefficients);
        var random = new Random(channels + k);
        // The second time with the memory of the first.
        for (var time = 0; time < 2; time++)
        {
            var values = Enumerable.Range(0, channels).Select(_ => Values(order, Count, random)).ToArray();
            new Span<float>(coefficients.Threshold, FirstChannel + channels).Clear();
            scanner.Start(FirstChannel);
            for (var i = 0; i < Count; i += Shown)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var threshold = coefficients.Threshold[FirstChannel + channel];
                    for (var j = i; j < i + Shown; j++)
                    {
                        if (MathF.Abs(values[channel][j]) >= threshold)
                            scanner.Take(FirstChannel + channel, j, values[channel][j], 0);
                    }
                }
            }

            scanner.Finish(channels);
            for (var channel = 0; channel < channels; channel++)
            {
                float[] expected = [.. values[channel].Select(MathF.Abs).OrderDescending().Take(k)];
                Assert.Equal(expected, Enumerable.Range(0, k).Select(place => scanner.Largest(FirstChannel + channel, place)));
                Assert.Equal(expected.Count(value => value == expected[^1]), scanner.Ties(FirstChannel + channel));
            }
        }
    }

    private static float[] Values(string order, int count, Random random)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = order switch
            {
                "few different" => random.Next(-3, 4),
                "constant" => 2,
                _ => random.NextSingle() - 0.5f,
            };
        }

        return order switch
        {
            "rising" => [.. values.OrderBy(MathF.Abs)],
            "falling" => [.. values.OrderByDescending(MathF.Abs)],
            _ => values,
        };
    }
}
