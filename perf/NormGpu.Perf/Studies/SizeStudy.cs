using NormGpu.Cli.Charts;
using NormGpu.Cli.CommandLine;
using NormGpu.Host;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Peers;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>Forward + backward against the number of elements, from calls that cost more than their work to tensors far past the cache.</summary>
internal static class SizeStudy
{
    private const int Channels = 64;
    private const int Least = 10;
    private const int Most = 27;
    private const int QuickStep = 4;
    private const int MostBatch = 64;

    public static void Run(StudySettings settings)
    {
        using var torch = new TorchBatchNorm(settings.Threads);
        string[] names = ["NormGpu FP16 L1", "NormGpu FP16 L2", "PyTorch FP32", "PyTorch BF16"];
        var points = names.Select(_ => new List<(double X, double Y)>()).ToArray();
        var bands = names.Select(_ => new List<(double X, double Low, double High)>()).ToArray();
        var table = new ResultTable(["elements", "shape", "side", "threads", "rounds", .. Spread.Columns("ns_per_element"), "by_ours_l1"]);
        for (var exponent = Least; exponent <= Most; exponent += settings.Quick ? QuickStep : 1)
        {
            var shape = Shape(exponent);
            var elements = (double)shape.ForOperators.Count;
            var times = Measure(settings, torch, shape);
            for (var side = 0; side < names.Length; side++)
            {
                var cost = times[side].Times(1e6 / elements);
                table.Add([(long)elements, shape.Name, names[side], settings.Threads, cost.Rounds, .. cost.Cells(), times[side].Median / times[0].Median]);
                points[side].Add((elements, cost.Median));
                bands[side].Add((elements, cost.FirstQuartile, cost.ThirdQuartile));
            }
        }

        table.Save(settings.Folder, "sizes.csv", settings.Origin);
        var lines = names.Select((name, side) => new Series(name, points[side]) { Band = bands[side] }).ToArray();
        var chart = new LineChart(
            "Batch norm, forward + backward", new Axis("elements (64 channels, NCHW)", AxisKind.Logarithmic), new Axis("nanoseconds an element", AxisKind.Logarithmic), lines);
        OutputFolder.WriteText(settings.Folder, "sizes.svg", chart.ToSvg());
    }

    private static ActivationShape Shape(int exponent)
    {
        var perChannel = (1 << exponent) / Channels;
        var batch = Math.Min(MostBatch, 1 << (int.Log2(perChannel) / 2));
        var height = 1 << (int.Log2(perChannel / batch) / 2);
        return new ActivationShape(batch, Channels, height, perChannel / batch / height, ChannelLayout.ChannelsFirst);
    }

    private static Spread[] Measure(StudySettings settings, TorchBatchNorm torch, ActivationShape shape)
    {
        var calls = StudySettings.CallsFor(shape);
        using var l1 = new BatchNormTensors(Norm.L1, shape, ElementType.Float16, settings.Threads);
        using var l2 = new BatchNormTensors(Norm.L2, shape, ElementType.Float16, settings.Threads);
        return settings.Take(l1.Time(calls), l2.Time(calls), () => torch.Time(shape, "fp32", calls), () => torch.Time(shape, "bf16", calls));
    }
}
