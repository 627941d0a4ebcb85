using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

/// <summary>Which elements a backward pass takes up again: all beyond the threshold and the first of those that equal it, over all blocks.</summary>
public unsafe class SelectionAgainTests
{
    private const float Threshold = 2;

    [Theory]
    [InlineData(ChannelLayout.ChannelsLast, 0)]
    [InlineData(ChannelLayout.ChannelsLast, 1)]
    [InlineData(ChannelLayout.ChannelsLast, 5)]
    [InlineData(ChannelLayout.ChannelsLast, 1000)]
    [InlineData(ChannelLayout.ChannelsFirst, 0)]
    [InlineData(ChannelLayout.ChannelsFirst, 5)]
    public void Takes_the_first_of_those_that_equal_the_threshold(ChannelLayout layout, int ties)
    {
        var shape = new ChannelShape(40, 3, 600, layout);
        using var coefficients = new ChannelCoefficients(shape.Channels);
        var problem = new ChannelProblem(shape, ElementType.Float32, null, null, null, coefficients);
        Assert.True(problem.Blocks.Blocks > 1);
        var memory = new float[ChannelStatistics.Rows * shape.Channels];
        fixed (float* address = memory)
        {
            var statistics = new ChannelStatistics(address, shape.Channels);
            new Span<float>(statistics.Threshold, shape.Channels).Fill(Threshold);
            // The middle channel has no ties to take.
            for (var channel = 0; channel < shape.Channels; channel++)
                statistics.Ties[channel] = channel == 1 ? 0 : ties;
            var channelsPerGroup = layout == ChannelLayout.ChannelsLast ? 1024 : 1;
            using var selection = new SelectionAgain(problem, channelsPerGroup, selected: 10, statistics);
            var (expected, signs) = Show(problem, selection, channelsPerGroup, statistics);
            for (var channel = 0; channel < shape.Channels; channel++)
                Assert.Equal(signs[channel], selection.Settle(channel));
            Assert.Equal(expected, Selected(problem, selection, channelsPerGroup));
            // Lists outgrew what they began with.
            Assert.Contains(expected, found => found.Count > 16);
        }
    }

    /// <summary>Shows each block, last to first, elements at and beyond the threshold, of both signs.</summary>
    /// <returns>What of them should be taken of each list, and the sum of its signs of each channel.</returns>
    private static (List<List<(int Channel, long Index, float Gradient)>> Taken, int[] Signs) Show(
        ChannelProblem problem, SelectionAgain selection, int channelsPerGroup, ChannelStatistics statistics)
    {
        var (shape, blocks) = (problem.Shape, problem.Blocks.Blocks);
        var shown = new Dictionary<(int Group, long Block), List<(int Channel, long Index, float D, float Gradient)>>();
        for (var block = blocks - 1; block >= 0; block--)
        {
            for (var group = 0; group < shape.Channels; group += channelsPerGroup)
            {
                var random = new Random((int)block * 10 + group);
                var list = shown[(group, block)] = [];
                var scanner = selection.Scanner(group, block);
                for (var i = 0; i < 60; i++)
                {
                    for (var channel = group; channel < Math.Min(group + channelsPerGroup, shape.Channels); channel++)
                    {
                        var d = (random.Next(2) == 0 ? -1 : 1) * (random.Next(3) == 0 ? Threshold + 1 : Threshold);
                        var element = (channel, block * 100000 + i * shape.Channels + channel, d, random.NextSingle());
                        list.Add(element);
                        scanner.Take(element.channel, element.Item2, d, element.Item4);
                    }
                }
            }
        }

        var left = Enumerable.Range(0, shape.Channels).Select(channel => (int)statistics.Ties[channel]).ToArray();
        var signs = new int[shape.Channels];
        var taken = new List<List<(int, long, float)>>();
        for (long block = 0; block < blocks; block++)
        {
            for (var group = 0; group < shape.Channels; group += channelsPerGroup)
            {
                var list = new List<(int, long, float)>();
                foreach (var (channel, index, d, gradient) in shown[(group, block)])
                {
                    if (MathF.Abs(d) == Threshold && left[channel]-- <= 0)
                        continue;
                    signs[channel] += MathF.Sign(d);
                    list.Add((channel, index, gradient));
                }

                taken.Add(list);
            }
        }

        return (taken, signs);
    }

    private static List<List<(int Channel, long Index, float Gradient)>> Selected(ChannelProblem problem, SelectionAgain selection, int channelsPerGroup)
    {
        var selected = new List<List<(int, long, float)>>();
        for (long block = 0; block < problem.Blocks.Blocks; block++)
        {
            for (var group = 0; group < problem.Shape.Channels; group += channelsPerGroup)
            {
                var list = new List<(int, long, float)>();
                foreach (ref readonly var candidate in selection.Candidates(group, block))
                {
                    if (selection.Selects(candidate, block))
                        list.Add((candidate.Channel, candidate.Index, candidate.Gradient));
                }

                selected.Add(list);
            }
        }

        return selected;
    }
}
