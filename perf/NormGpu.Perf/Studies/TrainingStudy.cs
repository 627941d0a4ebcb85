using System.Globalization;
using NormGpu.Cli.Data;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Peers;

namespace NormGpu.Perf.Studies;

/// <summary>A training step of resnet8: time and memory, beside the same model in PyTorch FP32.</summary>
internal static class TrainingStudy
{
    private const string Model = "resnet8";
    private const int BatchSize = 128;
    private const int StepsPerTurn = 10;

    /// <summary>Until the runtime has compiled what runs often: fewer measure code that is half compiled.</summary>
    private const int WarmUpSteps = 150;
    private const double Mebibyte = 1 << 20;

    /// <summary>What a side answers to "memory", in this order.</summary>
    private static readonly string[] MemoryNames = ["saved", "peak_allocated", "peak_resident"];

    public static void Run(StudySettings settings)
    {
        var folder = DatasetLocation.Resolve(DatasetLocation.FashionMnist);
        (string Name, LinePeer Peer)[] named =
        [
            ("", LinePeer.StartOurs("training-steps", Model, Norm.L1, "fp16", BatchSize, settings.Threads)),
            ("", LinePeer.StartOurs("training-steps", Model, Norm.L2, "fp32", BatchSize, settings.Threads)),
            (" with freed memory kept", LinePeer.StartPythonKeepingMemory("training_step_peer.py", BatchSize, settings.Threads, folder)),
            ("", LinePeer.StartPython("training_step_peer.py", BatchSize, settings.Threads, folder)),
        ];
        LinePeer[] sides = [.. named.Select(side => side.Peer)];
        try
        {
            foreach (var side in sides)
                Steps(side, WarmUpSteps);
            var times = settings.Take([.. sides.Select(side => (Func<double>)(() => Steps(side, StepsPerTurn)))]);
            var memory = sides.Select(side => Memory(side, settings.Quick ? 3 : 9)).ToArray();
            var table = new ResultTable(
                ["model", "batch", "side", "threads", "rounds", .. Spread.Columns("step_ms"), "time_by_pytorch",
                .. MemoryNames.SelectMany(name => Spread.Columns(name + "_mib").Append(name + "_by_pytorch"))]);
            for (var side = 0; side < sides.Length; side++)
            {
                table.Add(
                    [Model, BatchSize, sides[side].Version + named[side].Name, settings.Threads, times[side].Rounds, .. times[side].Cells(), times[side].Median / times[^1].Median,
                    .. MemoryNames.SelectMany((_, which) => memory[side][which].Cells().Append(memory[side][which].Median / memory[^1][which].Median))]);
            }

            table.Save(settings.Folder, "training_step.csv", settings.Origin);
        }
        finally
        {
            Array.ForEach(sides, side => side.Dispose());
        }
    }

    /// <summary>Milliseconds of a step, the mean of a few in a row.</summary>
    private static double Steps(LinePeer side, int count) => double.Parse(side.Ask(FormattableString.Invariant($"steps {count}")), CultureInfo.InvariantCulture);

    private static Spread[] Memory(LinePeer side, int rounds)
    {
        var answers = Enumerable.Range(0, rounds).Select(_ => side.Ask("memory").Split(' ').Select(bytes => long.Parse(bytes, CultureInfo.InvariantCulture) / Mebibyte).ToArray()).ToArray();
        return [.. MemoryNames.Select((_, which) => Spread.Of(answers.Select(answer => answer[which])))];
    }
}
