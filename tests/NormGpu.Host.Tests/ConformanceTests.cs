using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>Every norm on every backend against the double reference, in all four directions.</summary>
public class ConformanceTests
{
    /// <summary>(dimensions as stored channels-first): each awkward in its own way.</summary>
    private static readonly IReadOnlyDictionary<string, long[]> Shapes = new Dictionary<string, long[]>(StringComparer.Ordinal)
    {
        ["two values"] = [2, 1],
        ["one channel"] = [3, 1, 5, 7],
        ["(N, C)"] = [33, 19],
        ["(N, C), one lane of channels"] = [64, 8],
        ["(N, C), many rows"] = [5000, 3],
        ["(N, C, L)"] = [3, 5, 31],
        ["one sample"] = [1, 6, 9, 5],
        ["1023 channels"] = [2, 1023, 3],
        ["57 x 57"] = [2, 3, 57, 57],
        ["five dimensions"] = [2, 7, 3, 5, 4],
        ["rows of one vector"] = [4, 17, 4, 4],
        ["power of two"] = [8, 16, 8, 8],
        ["one long channel"] = [3, 1, 211, 163],
        ["few long channels"] = [2, 3, 227, 229],
    };

    public static TheoryData<string, string, string, string, ChannelLayout> Cases()
    {
        var rows = new TheoryData<string, string, string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout) in Rows.Each())
        {
            foreach (var shape in Shapes.Keys)
                rows.Add(backend, norm, precision, shape, layout);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_double_reference(string backend, string norm, string precision, string shape, ChannelLayout layout)
    {
        var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape(Shapes[shape], layout));
        CheckAll(backend, data);
    }

    [Theory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Agrees_at_every_row_length_from_1_to_67(string backend, string norm, string precision, ChannelLayout layout)
    {
        for (var length = 1; length <= 67; length++)
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape([3, 2, length], layout), seed: length);
            Check(backend, data, new RunOptions());
        }
    }

    [Theory]
    [MemberData(nameof(Rows.All), MemberType = typeof(Rows))]
    public void Agrees_at_every_channel_count_from_1_to_67(string backend, string norm, string precision, ChannelLayout layout)
    {
        for (var channels = 1; channels <= 67; channels++)
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape([4, channels, 3], layout), seed: channels);
            Check(backend, data, new RunOptions());
        }
    }

    /// <summary>Channels-last tensors keep the same sizes, stored (N, …spatial, C).</summary>
    private static ChannelShape Shape(long[] dimensions, ChannelLayout layout) =>
        ChannelShape.FromDimensions(layout == ChannelLayout.ChannelsFirst ? dimensions : [dimensions[0], .. dimensions[2..], dimensions[1]], layout);

    private static void CheckAll(string backend, BatchNormCase data)
    {
        foreach (var (weight, bias) in new[] { (true, true), (false, false), (true, false), (false, true) })
        {
            Check(backend, data, new RunOptions(weight, bias));
            if (data.Shape.Count > 10_000)
                return;
        }
    }

    private static void Check(string backend, BatchNormCase data, RunOptions options) =>
        Judge.Check(data, BatchNormRun.Of(ConformanceBackend.All[backend], data, options), options);
}
