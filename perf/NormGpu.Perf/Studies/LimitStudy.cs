using NormGpu.Cli.Bench;
using NormGpu.Host;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Operators;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>Each pass beside copies of memory: the fastest of the run, and the medians of those that take turns with the pass.</summary>
internal static class LimitStudy
{
    public static void Run(StudySettings settings)
    {
        using var memory = new HostMemory(settings.Threads);
        // The limit is the best of before and after: a neighbour may take bandwidth at any moment.
        var before = MemoryLimit.Measure(memory, settings.LimitRounds);
        var passes = new List<(BatchNormCase Case, Spread Forward, Spread Backward, double CopyGbps)>();
        var shape = StudySettings.FirstStage;
        foreach (var type in Enum.GetValues<ElementType>())
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
            {
                foreach (var norm in Enum.GetValues<Norm>())
                    passes.Add(Measure(settings, memory, new BatchNormCase(norm, shape with { Layout = layout }, type)));
            }
        }

        var after = MemoryLimit.Measure(memory, settings.LimitRounds);
        var copy = Math.Max(before.CopyGbps, after.CopyGbps);
        var read = Math.Max(before.ReadGbps, after.ReadGbps);
        var table = new ResultTable(
            ["shape", "layout", "dtype", "norm", "direction", "threads", "rounds", .. Spread.Columns("ms"), "ns_per_element", "gbps", "share_of_copy", "share_of_median_copy", "copy_gbps", "read_gbps", "median_copy_gbps"]);
        foreach (var (measured, forward, backward, medianCopy) in passes)
        {
            Add(measured, "forward", forward, 2, medianCopy);
            Add(measured, "backward", backward, BatchNormCase.BackwardTensors, medianCopy);
        }

        table.Save(settings.Folder, "memory_limit.csv", settings.Origin);

        void Add(BatchNormCase measured, string direction, Spread time, int tensors, double medianCopy)
        {
            var gigabytes = measured.BytesMoved(tensors) / time.Median / 1e6;
            table.Add([measured.Shape.Name, measured.Shape.LayoutName, StudySettings.Word(measured.Type), StudySettings.Word(measured.Norm), direction, settings.Threads, time.Rounds, .. time.Cells(),
                time.Median * 1e6 / shape.ForOperators.Count, gigabytes, gigabytes / copy, gigabytes / medianCopy, copy, read, medianCopy]);
        }
    }

    private static (BatchNormCase Case, Spread Forward, Spread Backward, double CopyGbps) Measure(StudySettings settings, HostMemory memory, BatchNormCase measured)
    {
        using var tensors = new BatchNormTensors(measured.Norm, measured.Shape, measured.Type, settings.Threads, OperatorBenchmarks.LeastBytes);
        var times = settings.Take(
            () => Time(tensors.Forward), () => Time(tensors.Backward), () => Turns.Milliseconds(1, memory.Copy), () => Turns.Milliseconds(1, memory.CopyPastCache));
        Console.WriteLine($"  {measured}");
        return (measured, times[0], times[1], 2 * memory.Bytes / Math.Min(times[2].Median, times[3].Median) / 1e6);

        double Time(Action pass)
        {
            tensors.Next();
            return Turns.Milliseconds(1, pass);
        }
    }
}
