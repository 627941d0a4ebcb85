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
        ["short segments"] = [9, 259, 3, 3],
        ["short segments, many samples"] = [300, 256, 2],
        ["short segments, groups of eight"] = [11, 68, 14, 14],
        ["short segments, one group"] = [67, 40, 4, 4],
        ["one long channel"] = [3, 1, 211, 163],
        ["few long channels"] = [2, 3, 227, 229],
        ["one channel for many groups"] = [2, 1, 29, 31],
    };

    /// <summary>Row lengths and channel counts, in sets that a slow backend spreads over its rows.</summary>
    private static readonly int[] Sets = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<string, string, string, string, ChannelLayout> Cases()
    {
        var rows = new TheoryData<string, string, string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout, shape) in Rows.With([.. Shapes.Keys], (backend, shape) => Shapes[shape].Aggregate((a, b) => a * b) <= backend.MostElements))
            rows.Add(backend, norm, precision, shape, layout);
        return rows;
    }

    /// <summary>Every eighth size, from the given one on.</summary>
    public static TheoryData<string, string, string, ChannelLayout, int> SizeSets()
    {
        var rows = new TheoryData<string, string, string, ChannelLayout, int>();
        foreach (var (backend, norm, precision, layout, first) in Rows.With(Sets))
            rows.Add(backend, norm, precision, layout, first);
        return rows;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_double_reference(string backend, string norm, string precision, string shape, ChannelLayout layout)
    {
        var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape(Shapes[shape], layout));
        CheckAll(backend, data);
    }

    [SkippableTheory]
    [MemberData(nameof(SizeSets))]
    public void Agrees_at_every_small_row_length(string backend, string norm, string precision, ChannelLayout layout, int first)
    {
        for (var length = first; length <= Largest(backend); length += Sets.Length)
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape([3, 2, length], layout), seed: length);
            Check(backend, data, new RunOptions());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(SizeSets))]
    public void Agrees_at_every_small_channel_count(string backend, string norm, string precision, ChannelLayout layout, int first)
    {
        for (var channels = first; channels <= Largest(backend); channels += Sets.Length)
        {
            var data = BatchNormCase.Random(NormRow.All[norm], PrecisionRow.All[precision], Shape([4, channels, 3], layout), seed: channels);
            Check(backend, data, new RunOptions());
        }
    }

    /// <summary>Four of the processor's lanes and a tail; in the kernels, four lanes of 8 and a tail.</summary>
    private static int Largest(string backend) => ConformanceBackend.All[backend].IsSlow ? 35 : 67;

    /// <summary>Channels-last tensors keep the same sizes, stored (N, …spatial, C).</summary>
    private static ChannelShape Shape(long[] dimensions, ChannelLayout layout) =>
        ChannelShape.FromDimensions(layout == ChannelLayout.ChannelsFirst ? dimensions : [dimensions[0], .. dimensions[2..], dimensions[1]], layout);

    private static void CheckAll(string backend, BatchNormCase data)
    {
        foreach (var (weight, bias) in new[] { (true, true), (false, false), (true, false), (false, true) })
        {
            Check(backend, data, new RunOptions(weight, bias));
            if (data.Shape.Count > 10_000 || ConformanceBackend.All[backend].IsSlow)
                return;
        }
    }

    private static void Check(string backend, BatchNormCase data, RunOptions options) =>
        Judge.Check(data, BatchNormRun.Of(ConformanceBackend.All[backend], data, options), options);
}
