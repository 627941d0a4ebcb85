using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>Channels whose formulas are multiplied out, and channels whose are not, beside each other: both within the contract, and neither changes the other's bits.</summary>
public class FoldingTests
{
    /// <summary>In channels-first a group of short segments and some channels alone.</summary>
    private const int Batch = 9;
    private const int Channels = 40;
    private const int Spatial = 12;

    /// <summary>In channels-last two parts that each choose their map, and one of what is left.</summary>
    private const int ManyChannels = 106;

    private enum Kind
    {
        Near,
        AtTheLimit,
        Far,
        HalfMean,
        ZeroMean,
        LargeFactor,
        Constant,
    }

    /// <summary>FP32 arithmetic and sums, over halves and, for comparison, over floats.</summary>
    public static TheoryData<string, string, ChannelLayout> Exact()
    {
        var rows = new TheoryData<string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout) in Rows.Each())
        {
            if (ConformanceBackend.All[backend] is CpuConformanceBackend && PrecisionRow.All[precision].Exact)
                rows.Add(norm, precision, layout);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Every_kind_of_channel_agrees_with_the_double_reference(string norm, string precision, ChannelLayout layout)
    {
        foreach (var (batch, spatial) in new[] { (Batch, Spatial), (2, 200), (1, 64) })
        {
            var data = Case(norm, precision, new ChannelShape(batch, Channels, spatial, layout), c => (Kind)(c % (int)Kind.Constant));
            Judge.Check(data, Run(data), new RunOptions());
        }

        // Channels-last loops fold where all channels of a part do.
        foreach (var kind in Enum.GetValues<Kind>().Where(kind => kind != Kind.Constant))
        {
            var data = Case(norm, precision, new ChannelShape(Batch, Channels, Spatial, layout), _ => kind);
            Judge.Check(data, Run(data), new RunOptions());
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void A_channel_keeps_its_bits_whatever_its_neighbours_are(string norm, string precision, ChannelLayout layout)
    {
        var shape = new ChannelShape(Batch, ManyChannels, Spatial, layout);
        var among = Run(Case(norm, precision, shape, _ => Kind.Near));
        foreach (var kind in Enum.GetValues<Kind>())
        {
            var run = Run(Case(norm, precision, shape, c => IsStranger(c) ? kind : Kind.Near));
            for (var c = 0; c < ManyChannels; c++)
            {
                if (IsStranger(c))
                    continue;
                Assert.Equal(among.Y[c], run.Y[c]);
                Assert.Equal(among.Dx![c], run.Dx![c]);
            }
        }

        static bool IsStranger(int channel) => channel is 17 or 75;
    }

    private static BatchNormRun Run(BatchNormCase data) => BatchNormRun.Of(ConformanceBackend.All["cpu"], data, new RunOptions());

    private static BatchNormCase Case(string norm, string precision, ChannelShape shape, Func<int, Kind> kind)
    {
        var data = BatchNormCase.Of(
            NormRow.All[norm], PrecisionRow.All[precision], shape,
            [.. Enumerable.Range(0, shape.Channels).Select(c => Channel(kind(c), (int)shape.CountPerChannel, new Random(c)))]);
        for (var c = 0; c < shape.Channels; c++)
        {
            (data.Weight[c], data.Bias[c]) = (0.75f + c % 3, 0.3f - c % 5);
            if (kind(c) != Kind.LargeFactor)
                continue;
            // gamma/s is above 2^15, as s is about 2^-10; small gradients keep dx inside the range of halves.
            data.Weight[c] = 64;
            data.Dy[c] = [.. data.Dy[c].Select(dy => BatchNormCase.Stored(data.Precision.Type, dy / 256))];
        }

        return data;
    }

    private static double[] Channel(Kind kind, int count, Random random)
    {
        return kind switch
        {
            Kind.Near => Around(0.7, 0.25),
            Kind.AtTheLimit => Around(1, 0.25),
            Kind.Far => Around(-40, 0.5),
            Kind.LargeFactor => Around(0, 1.0 / 1024),
            Kind.HalfMean => Mirrored(0.5),
            Kind.ZeroMean => Mirrored(0),
            _ => [.. Enumerable.Repeat(0.1, count)],
        };

        double[] Around(double mean, double spread) => [.. Enumerable.Range(0, count).Select(_ => mean + spread * BatchNormCase.Normal(random))];

        // Pairs that lie alike on both sides, of values that are halves, so that the mean is one; every sixth is at the mean itself.
        double[] Mirrored(double mean)
        {
            var values = new double[count];
            for (var i = 0; i < count / 2; i++)
            {
                var distance = i % 6 == 0 ? 0 : random.Next(1, 512) / 1024.0;
                (values[2 * i], values[2 * i + 1]) = (mean + distance, mean - distance);
            }

            return values;
        }
    }
}
