using NormGpu.Cli.Training;
using NormGpu.Host;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Peers;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>Our batch norm in FP16 beside PyTorch's in FP32 and BF16: forward + backward.</summary>
internal static class PeerStudy
{
    private static readonly (Norm Norm, Activation Activation, string Name)[] Ours =
    [
        .. new[] { Norm.L1, Norm.L2, Norm.LInf, Norm.TopK, Norm.Range }.Select(norm => (norm, Activation.None, StudySettings.Word(norm))),
        (Norm.L1, Activation.Relu, "l1-relu"),
    ];

    public static void Run(StudySettings settings)
    {
        using var torch = new TorchBatchNorm(settings.Threads);
        TorchRuntime.Start(settings.Threads);
        Console.WriteLine($"Peer: {torch.Version}. 'l1-relu' has a ReLU in the same pass, PyTorch none. 'l1-module' is L1 as TorchSharp's module, which allocates y and dx at every call, as PyTorch does.");
        var table = new ResultTable(
            ["shape", "layout", "norm", "threads", "rounds", .. Spread.Columns("ms"), .. Of("fp32"), "fp32_by_ours", .. Of("bf16"), "bf16_by_ours"]);
        foreach (var shape in StudySettings.Stages.SelectMany(InBothLayouts))
            Measure(settings, torch, shape, table);
        table.Save(settings.Folder, "batch_norm_peers.csv", settings.Origin);
    }

    private static void Measure(StudySettings settings, TorchBatchNorm torch, ActivationShape shape, ResultTable table)
    {
        var calls = StudySettings.CallsFor(shape);
        var ours = Ours.Select(side => new BatchNormTensors(side.Norm, shape, ElementType.Float16, settings.Threads, activation: side.Activation)).ToArray();
        using var module = new TorchSharpBatchNorm(Norm.L1, shape);
        try
        {
            List<Func<double>> sides =
            [
                () => torch.Time(shape, "fp32", calls),
                () => torch.Time(shape, "bf16", calls),
                .. ours.Select(tensors => tensors.Time(calls)),
                () => module.Time(calls),
            ];
            var times = settings.Take(sides);
            string[] names = [.. Ours.Select(side => side.Name), "l1-module"];
            for (var side = 0; side < names.Length; side++)
            {
                var mine = times[side + 2];
                table.Add(
                    [shape.Name, shape.LayoutName, names[side], settings.Threads, mine.Rounds, .. mine.Cells(),
                    .. times[0].Cells(), times[0].Median / mine.Median, .. times[1].Cells(), times[1].Median / mine.Median]);
            }
        }
        finally
        {
            Array.ForEach(ours, tensors => tensors.Dispose());
        }
    }

    private static string[] Of(string type) => Array.ConvertAll(Spread.Columns("ms"), column => $"{type}_{column}");

    private static ActivationShape[] InBothLayouts(ActivationShape shape) => [shape, shape with { Layout = ChannelLayout.ChannelsLast }];
}
