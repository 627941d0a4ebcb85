using NormGpu.Cli.Training;

namespace NormGpu.Cli.Demo;

/// <summary>One of the demo's trainings.</summary>
/// <param name="Name">As tables and charts show it.</param>
/// <param name="Folder">Of its files, below the demo's.</param>
/// <param name="Settings">What it trains.</param>
public sealed record DemoRun(string Name, string Folder, TrainingSettings Settings)
{
    /// <summary>FP32 with L2, raw pixels: what half precision is measured against.</summary>
    public const int Baseline = 0;

    /// <summary>FP16 with L2, raw pixels.</summary>
    public const int HalfL2 = 1;

    /// <summary>FP16 with L1, raw pixels.</summary>
    public const int HalfL1 = 2;

    /// <summary>FP16 with Top(10), raw pixels.</summary>
    public const int HalfTopK = 3;

    /// <summary>FP16 with L2 on standardised input: the control.</summary>
    public const int ControlL2 = 4;

    /// <summary>FP16 with L1 on standardised input: the control.</summary>
    public const int ControlL1 = 5;

    private const int TrainImages = 10_000;

    /// <summary>All six, in the order of the constants above. Source: "Norm matters", section 5.3, on smaller images.</summary>
    /// <param name="data">fashion-mnist, or a folder with IDX files.</param>
    /// <param name="available">Training images of that data.</param>
    /// <param name="seed">Of all runs.</param>
    /// <param name="threads">Of all runs.</param>
    public static IReadOnlyList<DemoRun> All(string data, int available, int seed, int threads)
    {
        var common = new TrainingSettings { Norm = Norm.L2, Data = data, TrainImages = Math.Min(TrainImages, available), Seed = seed, Threads = threads };
        var single = common with { Precision = Precision.Float32, LossScale = 1, Input = InputScale.Raw };
        var half = common with { Precision = Precision.Float16, Arithmetic = Arithmetic.Float16, Input = InputScale.Raw };
        var halfL2 = half with { Accumulation = Accumulation.Float32 };
        var halfL1 = half with { Norm = Norm.L1, Accumulation = Accumulation.Float16 };
        var halfTopK = halfL1 with { Norm = Norm.TopK };
        return
        [
            new DemoRun("FP32 L2", "fp32-l2", single),
            new DemoRun("FP16 L2", "fp16-l2", halfL2),
            new DemoRun("FP16 L1", "fp16-l1", halfL1),
            new DemoRun("FP16 Top(10)", "fp16-topk", halfTopK),
            new DemoRun("FP16 L2, standardised", "fp16-l2-standardised", halfL2 with { Input = InputScale.Standardised }),
            new DemoRun("FP16 L1, standardised", "fp16-l1-standardised", halfL1 with { Input = InputScale.Standardised }),
        ];
    }

    /// <summary>The command that repeats this run alone.</summary>
    public string Command => TrainingWords.Command(Settings, $"out/{Folder}");
}
