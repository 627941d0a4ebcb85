using NormGpu.Cli.Bench;
using NormGpu.Cli.Charts;
using NormGpu.Cli.CommandLine;
using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Operators;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>What more threads give, beside what they give to a loop over registers in the same run.</summary>
internal static class ThreadStudy
{
    public static void Run(StudySettings settings)
    {
        int[] counts = [.. Counts(settings.Threads)];
        var copies = counts.Select(threads => MemoryLimit.Measure(DeviceCatalogue.Cpu, threads, settings.LimitRounds).CopyGbps).ToArray();
        var table = new ResultTable(
            ["shape", "layout", "norm", "direction", "threads", "rounds", .. Spread.Columns("ms"), "speedup", "speedup_of_registers", "share_of_registers", "gbps", "share_of_copy"]);
        var lines = new List<Series> { new("copy", [.. counts.Zip(copies, (threads, rate) => ((double)threads, rate / copies[0]))]) };
        foreach (var (norm, shape) in Cases())
            Measure(settings, counts, copies, norm, shape, table, lines);
        table.Save(settings.Folder, "threads.csv", settings.Origin);
        var chart = new LineChart("FP16 batch norm on more threads", new Axis("threads", AxisKind.Whole), new Axis("times as fast as on one"), lines);
        OutputFolder.WriteText(settings.Folder, "threads.svg", chart.ToSvg());
    }

    private static IEnumerable<(Norm Norm, ActivationShape Shape)> Cases() =>
    [
        .. StudySettings.Stages.Select(shape => (Norm.L1, shape)),
        (Norm.L1, StudySettings.FirstStage with { Layout = ChannelLayout.ChannelsLast }),
        (Norm.TopK, StudySettings.FirstStage),
    ];

    private static IEnumerable<int> Counts(int most)
    {
        for (var threads = 1; threads < most; threads *= 2)
            yield return threads;
        yield return most;
    }

    private static void Measure(StudySettings settings, int[] counts, double[] copies, Norm norm, ActivationShape shape, ResultTable table, List<Series> lines)
    {
        var calls = StudySettings.CallsFor(shape);
        var tensors = counts.Select(threads => new BatchNormTensors(norm, shape, ElementType.Float16, threads)).ToArray();
        try
        {
            List<Func<double>> sides = [];
            for (var i = 0; i < counts.Length; i++)
            {
                var (threads, mine) = (counts[i], tensors[i]);
                sides.Add(() => Turns.Milliseconds(1, () => RegisterLoop.Run(threads)));
                sides.Add(() => Turns.Milliseconds(calls, mine.Forward));
                sides.Add(() => Turns.Milliseconds(calls, mine.Backward));
            }

            var times = settings.Take(sides);
            double Speedup(int side, int count) => times[side].Median / times[3 * count + side].Median;
            foreach (var (direction, side, moved) in new[] { ("forward", 1, 2), ("backward", 2, BatchNormCase.BackwardTensors) })
            {
                for (var count = 0; count < counts.Length; count++)
                {
                    var time = times[3 * count + side];
                    var gigabytes = new BatchNormCase(norm, shape, ElementType.Float16).BytesMoved(moved) / time.Median / 1e6;
                    table.Add([shape.Name, shape.LayoutName, StudySettings.Word(norm), direction, counts[count], time.Rounds, .. time.Cells(),
                        Speedup(side, count), Speedup(0, count), Speedup(side, count) / Speedup(0, count), gigabytes, gigabytes / copies[count]]);
                }

                lines.Add(new Series($"{StudySettings.Word(norm)} {shape} {direction}", [.. counts.Select((threads, count) => ((double)threads, Speedup(side, count)))]));
            }

            if (shape == StudySettings.FirstStage && norm == Norm.L1)
                lines.Insert(0, new Series("registers", [.. counts.Select((threads, count) => ((double)threads, Speedup(0, count)))]));
        }
        finally
        {
            Array.ForEach(tensors, each => each.Dispose());
        }
    }
}
