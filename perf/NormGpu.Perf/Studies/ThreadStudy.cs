using NormGpu.Cli.Bench;
using NormGpu.Cli.Charts;
using NormGpu.Cli.CommandLine;
using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Operators;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>
/// What more threads give, beside what they give in the same run to a loop over registers, and to passes of one thread each over a part of the tensor, side by side: those share nothing but the
/// machine.
/// </summary>
internal static class ThreadStudy
{
    public static void Run(StudySettings settings)
    {
        int[] counts = [.. Counts(settings.Threads)];
        var copies = counts.Select(threads => MemoryLimit.Measure(DeviceCatalogue.Cpu, threads, settings.LimitRounds).CopyGbps).ToArray();
        var table = new ResultTable(
            ["shape", "layout", "norm", "direction", "threads", "rounds", .. Spread.Columns("ms"), "speedup", "speedup_of_registers", "share_of_registers", "speedup_of_parts", "share_of_parts", "gbps", "share_of_copy"]);
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
        (Norm.L1, StudySettings.Stages[^1] with { Layout = ChannelLayout.ChannelsLast }),
        (Norm.TopK, StudySettings.FirstStage),
    ];

    private static IEnumerable<int> Counts(int most)
    {
        for (var threads = 1; threads < most; threads *= 2)
            yield return threads;
        yield return most;
    }

    /// <summary>The shape of one of so many parts, cut as the threads of a pass cut it: by channels, channels-last by samples.</summary>
    private static ActivationShape Part(ActivationShape shape, int parts) => shape.Layout == ChannelLayout.ChannelsFirst
        ? shape with { Channels = Math.Max(1, shape.Channels / parts) }
        : shape with { Batch = Math.Max(1, shape.Batch / parts) };

    /// <summary>Milliseconds in which threads that share nothing do as much as a pass over the whole tensor: parts need not divide it evenly.</summary>
    private static Func<double> SharingNothing(int calls, ActivationShape whole, BatchNormTensors[] parts, Action<BatchNormTensors> pass)
    {
        var share = (double)whole.ForOperators.Count / (parts.Length * Part(whole, parts.Length).ForOperators.Count);
        return () => share * SideBySide.Milliseconds(calls, [.. parts.Select(part => (Action)(() => pass(part)))]);
    }

    private static void Measure(StudySettings settings, int[] counts, double[] copies, Norm norm, ActivationShape shape, ResultTable table, List<Series> lines)
    {
        var calls = StudySettings.CallsFor(shape);
        var tensors = counts.Select(threads => new BatchNormTensors(norm, shape, ElementType.Float16, threads)).ToArray();
        var parts = counts.Select(threads => Enumerable.Range(0, threads)
            .Select(_ => new BatchNormTensors(norm, Part(shape, threads), ElementType.Float16, threads: 1)).ToArray()).ToArray();
        try
        {
            List<Func<double>> sides = [];
            for (var i = 0; i < counts.Length; i++)
            {
                var (threads, mine, own) = (counts[i], tensors[i], parts[i]);
                sides.Add(() => Turns.Milliseconds(1, () => RegisterLoop.Run(threads)));
                sides.Add(() => Turns.Milliseconds(calls, mine.Forward));
                sides.Add(() => Turns.Milliseconds(calls, mine.Backward));
                sides.Add(SharingNothing(calls, shape, own, part => part.Forward()));
                sides.Add(SharingNothing(calls, shape, own, part => part.Backward()));
            }

            var times = settings.Take(sides);
            var perCount = sides.Count / counts.Length;
            double Speedup(int side, int count, int sideOfOne) => times[sideOfOne].Median / times[perCount * count + side].Median;
            foreach (var (direction, side, moved) in new[] { ("forward", 1, 2), ("backward", 2, BatchNormCase.BackwardTensors) })
            {
                var ofParts = side + 2;
                for (var count = 0; count < counts.Length; count++)
                {
                    var time = times[perCount * count + side];
                    var gigabytes = new BatchNormCase(norm, shape, ElementType.Float16).BytesMoved(moved) / time.Median / 1e6;
                    var (ours, registers, sharingNothing) = (Speedup(side, count, side), Speedup(0, count, 0), Speedup(ofParts, count, side));
                    table.Add([shape.Name, shape.LayoutName, StudySettings.Word(norm), direction, counts[count], time.Rounds, .. time.Cells(),
                        ours, registers, ours / registers, sharingNothing, ours / sharingNothing, gigabytes, gigabytes / copies[count]]);
                }

                lines.Add(new Series($"{StudySettings.Word(norm)} {shape} {direction}", [.. counts.Select((threads, count) => ((double)threads, Speedup(side, count, side)))]));
            }

            if (shape == StudySettings.FirstStage && norm == Norm.L1)
                lines.Insert(0, new Series("registers", [.. counts.Select((threads, count) => ((double)threads, Speedup(0, count, 0)))]));
        }
        finally
        {
            foreach (var each in tensors.Concat(parts.SelectMany(own => own)))
                each.Dispose();
        }
    }
}
