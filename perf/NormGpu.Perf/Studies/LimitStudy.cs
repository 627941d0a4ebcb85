using NormGpu.Cli.Bench;
using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Operators;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>Each pass beside the best copy rate of the same run.</summary>
internal static class LimitStudy
{
    public static void Run(StudySettings settings)
    {
        // The limit is the best of before and after: a neighbour may take bandwidth at any moment.
        var before = MemoryLimit.Measure(DeviceCatalogue.Cpu, settings.Threads, settings.LimitRounds);
        var passes = new List<(BatchNormCase Case, Spread Forward, Spread Backward)>();
        var shape = StudySettings.FirstStage;
        foreach (var type in Enum.GetValues<ElementType>())
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
            {
                foreach (var norm in Enum.GetValues<Norm>())
                    passes.Add(Measure(settings, new BatchNormCase(norm, shape with { Layout = layout }, type)));
            }
        }

        var after = MemoryLimit.Measure(DeviceCatalogue.Cpu, settings.Threads, settings.LimitRounds);
        var copy = Math.Max(before.CopyGbps, after.CopyGbps);
        var read = Math.Max(before.ReadGbps, after.ReadGbps);
        var table = new ResultTable(
            ["shape", "layout", "dtype", "norm", "direction", "threads", "rounds", .. Spread.Columns("ms"), "ns_per_element", "gbps", "share_of_copy", "copy_gbps", "read_gbps"]);
        foreach (var (measured, forward, backward) in passes)
        {
            Add(measured, "forward", forward, 2);
            Add(measured, "backward", backward, BatchNormCase.BackwardTensors);
        }

        table.Save(settings.Folder, "memory_limit.csv", settings.Origin);

        void Add(BatchNormCase measured, string direction, Spread time, int tensors)
        {
            var gigabytes = measured.BytesMoved(tensors) / time.Median / 1e6;
            table.Add([measured.Shape.Name, measured.Shape.LayoutName, StudySettings.Word(measured.Type), StudySettings.Word(measured.Norm), direction, settings.Threads, time.Rounds, .. time.Cells(),
                time.Median * 1e6 / shape.ForOperators.Count, gigabytes, gigabytes / copy, copy, read]);
        }
    }

    private static (BatchNormCase Case, Spread Forward, Spread Backward) Measure(StudySettings settings, BatchNormCase measured)
    {
        using var tensors = new BatchNormTensors(measured.Norm, measured.Shape, measured.Type, settings.Threads, OperatorBenchmarks.LeastBytes);
        var times = settings.Take(() => Time(tensors.Forward), () => Time(tensors.Backward));
        Console.WriteLine($"  {measured}");
        return (measured, times[0], times[1]);

        double Time(Action pass)
        {
            tensors.Next();
            return Turns.Milliseconds(1, pass);
        }
    }
}
