using NormGpu.Cli.Bench;
using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>Each pass beside the best copy rate of the same run.</summary>
internal static class LimitStudy
{
    public static void Run(StudySettings settings)
    {
        // The limit is the best of before and after: a neighbour may take bandwidth at any moment.
        var before = MemoryLimit.Measure(DeviceCatalogue.Cpu, settings.Threads, settings.Rounds);
        var passes = new List<(object[] Names, double Bytes, Spread Forward, Spread Backward)>();
        var shape = StudySettings.FirstStage;
        foreach (var type in Enum.GetValues<ElementType>())
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
            {
                foreach (var norm in Enum.GetValues<Norm>())
                    passes.Add(Measure(settings, norm, shape with { Layout = layout }, type));
            }
        }

        var after = MemoryLimit.Measure(DeviceCatalogue.Cpu, settings.Threads, settings.Rounds);
        var copy = Math.Max(before.CopyGbps, after.CopyGbps);
        var read = Math.Max(before.ReadGbps, after.ReadGbps);
        var table = new ResultTable(
            ["shape", "layout", "dtype", "norm", "direction", "threads", "rounds", .. Spread.Columns("ms"), "ns_per_element", "gbps", "share_of_copy", "copy_gbps", "read_gbps"]);
        foreach (var (names, bytes, forward, backward) in passes)
        {
            Add(names, "forward", forward, 2 * bytes);
            Add(names, "backward", backward, 3 * bytes);
        }

        table.Save(settings.Folder, "memory_limit.csv", settings.Origin);

        void Add(object[] names, string direction, Spread time, double moved)
        {
            var gigabytes = moved / time.Median / 1e6;
            table.Add([.. names, direction, settings.Threads, settings.Rounds, .. time.Cells(),
                time.Median * 1e6 / shape.ForOperators.Count, gigabytes, gigabytes / copy, copy, read]);
        }
    }

    private static (object[] Names, double Bytes, Spread Forward, Spread Backward) Measure(StudySettings settings, Norm norm, ActivationShape shape, ElementType type)
    {
        using var tensors = new BatchNormTensors(norm, shape, type, settings.Threads);
        var times = Turns.Take(
            settings.Rounds,
            settings.WarmUp / 2,
            () => Turns.Milliseconds(1, tensors.Forward),
            () => Turns.Milliseconds(1, tensors.Backward));
        Console.WriteLine($"  {shape} {StudySettings.Word(type)} {StudySettings.Word(norm)}");
        return ([shape.Name, shape.LayoutName, StudySettings.Word(type), StudySettings.Word(norm)],
            (double)shape.ForOperators.Count * TensorSets.SizeOf(type), times[0], times[1]);
    }
}
