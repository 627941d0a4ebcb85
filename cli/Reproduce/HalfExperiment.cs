using System.Globalization;
using NormGpu.Cli.Charts;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>In half precision L2 batch norm breaks and the others do not. Source: "Norm matters", section 3.3.</summary>
public sealed class HalfExperiment : IExperiment
{
    /// <summary>Points of accuracy within which a half-precision run counts as equal to the baseline.</summary>
    public const double MayLose = 1.5;

    /// <summary>Points of accuracy below the baseline at which a run counts as broken.</summary>
    public const double BrokenBelow = 10;

    private const string Baseline = "FP32 L2";
    private const string HalfL2 = "FP16 L2";

    private static readonly float[] Epsilons = [1e-5f, 0];

    private static readonly string[] Others = ["FP16 L1", "FP16 L∞", "FP16 Top(10)"];

    /// <summary>Usable exponents of 2 of an emulation in another language, for eps 1e-5 and 0: with FP16 sums at the high end, in FP32 without.</summary>
    private static readonly (string Case, string WithEpsilon, string Without)[] Emulated =
        [("FP16 L2, FP32 sums", "−5 … 5", "−12 … 5"), ("FP16 L1, FP32 sums", "−10 … 13", "−18 … 13"), ("FP16 L1, FP16 sums", "−10 … 11", "−18 … 11")];

    /// <inheritdoc/>
    public string Name => "half";

    /// <inheritdoc/>
    public string Title => "Half precision";

    /// <inheritdoc/>
    public string Claim => "With every result in FP16, L2 batch norm diverges even where sums are FP32, because squares leave the range of FP16; L1 with FP16 sums follows the FP32 baseline "
        + "(section 3.3; ResNet-18 on ImageNet, validation error: FP16 L2 80.4 % at epoch 1, 93.7 at 10, 87.5 at 19, stopped; FP16 L1 33.9 % against 33.3 % of FP32 L2 at epoch 119, read off).";

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRun> Plan(ReproduceOptions options)
    {
        var single = options.Training(Norm.L2, options.Choose(10_000, 20_000), options.Choose(3, 5)) with { Input = InputScale.Raw };
        var half = single with { Precision = Precision.Float16, LossScale = 128, Arithmetic = Arithmetic.Float16, Accumulation = Accumulation.Float16 };
        return PlannedRun.Cross(options, Name, options.SeedsOr(quick: 2, full: 3),
        [
            (Baseline, single),
            (HalfL2, half with { Accumulation = Accumulation.Float32 }),
            (Others[0], half with { Norm = Norm.L1 }),
            (Others[1], half with { Norm = Norm.LInf }),
            (Others[2], half with { Norm = Norm.TopK }),
        ]);
    }

    /// <inheritdoc/>
    public Findings Judge(RunSet runs)
    {
        var sweeps = Epsilons.ToDictionary(epsilon => epsilon, epsilon => RangeSweep.All.Select(swept => (swept.Name, Errors: RangeSweep.Run(swept, epsilon))).ToList());
        return new Findings(
            [JudgeL2(runs), .. Others.Select(name => JudgeOther(runs, name)), JudgeRange(sweeps)],
            [
                new Figure("half-error", "Test error on raw pixels 0…255, means and ranges over seeds.", runs.Chart("Validation error", "Percent of test images", epoch => 100 - epoch.TestAccuracy)),
                new Figure("half-loss", "Training loss.", runs.Chart("Training loss", "Mean cross-entropy", epoch => epoch.TrainLoss)),
                new Figure("half-range-eps", "How wrong the output is for Gaussian input of each scale; below 0.01 it is usable. The low end is that of eps.", SweepChart("Error against input scale, eps 1e-5", sweeps[1e-5f])),
                new Figure("half-range", "The same with eps 0: the low end is that of the arithmetic.", SweepChart("Error against input scale, eps 0", sweeps[0f])),
            ],
            [Ranges(sweeps), Errors(sweeps), PaperNumbers.Beside(runs, "half-paper", [(Baseline, 33.3), ("FP16 L1", 33.9)])]);
    }

    private static Verdict JudgeL2(RunSet runs)
    {
        var (baseline, half) = (runs.Final(Baseline), runs.Final(HalfL2));
        var statistics = runs.Of(HalfL2).Sum(run => run.Result.NonfiniteStatistics);
        var holds = half < baseline - BrokenBelow;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture, $"FP16 L2 reaches {half:F2} %, the FP32 baseline {baseline:F2} %; {statistics:N0} channel statistics were not finite: ")
            + (holds ? "L2 breaks in half precision." : "L2 did not break here."),
            new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy_fp32_l2"] = baseline, ["accuracy_fp16_l2"] = half, ["nonfinite_statistics_fp16_l2"] = statistics });
    }

    private static Verdict JudgeOther(RunSet runs, string series)
    {
        var (baseline, half) = (runs.Final(Baseline), runs.Final(series));
        var holds = half >= baseline - MayLose;
        return new Verdict(
            holds,
            string.Create(CultureInfo.InvariantCulture, $"{series} with FP16 sums reaches {half:F2} %, {half - baseline:+0.00;-0.00;0.00} points against FP32 L2: ")
            + (holds ? "as good within 1.5 points." : "worse by more than 1.5 points."),
            new Dictionary<string, double>(StringComparer.Ordinal) { [$"difference_{series}"] = half - baseline });
    }

    private static Verdict JudgeRange(Dictionary<float, List<(string Name, IReadOnlyList<(int Exponent, double Error)> Errors)>> sweeps)
    {
        (int Low, int High) Range(float epsilon, string name) => RangeSweep.UsableRange(sweeps[epsilon].Single(sweep => sweep.Name.Equals(name, StringComparison.Ordinal)).Errors) ?? (0, -1);
        var (l2, l1) = (Range(1e-5f, "FP16 L2, FP32 sums"), Range(1e-5f, "FP16 L1, FP16 sums"));
        var (l2Bare, l1Bare) = (Range(0f, "FP16 L2, FP32 sums"), Range(0f, "FP16 L1, FP16 sums"));
        var holds = l1.Low <= l2.Low && l1.High > l2.High && l1Bare.Low < l2Bare.Low && l1Bare.High > l2Bare.High;
        return new Verdict(
            holds,
            $"Output within 1 %: FP16 L1 with FP16 sums from 2^{l1.Low} to 2^{l1.High}, FP16 L2 with FP32 sums from 2^{l2.Low} to 2^{l2.High} (eps 1e-5); "
            + $"from 2^{l1Bare.Low} to 2^{l1Bare.High} and from 2^{l2Bare.Low} to 2^{l2Bare.High} (eps 0): L1 has {(holds ? "the wider range." : "no wider range here.")}",
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["l1_low"] = l1.Low,
                ["l1_high"] = l1.High,
                ["l2_low"] = l2.Low,
                ["l2_high"] = l2.High,
                ["l1_low_eps0"] = l1Bare.Low,
                ["l1_high_eps0"] = l1Bare.High,
                ["l2_low_eps0"] = l2Bare.Low,
                ["l2_high_eps0"] = l2Bare.High,
            });
    }

    private static LineChart SweepChart(string title, List<(string Name, IReadOnlyList<(int Exponent, double Error)> Errors)> sweep)
    {
        return new LineChart(
            title,
            new Axis("Base-2 logarithm of the input's standard deviation", AxisKind.Whole),
            new Axis("Relative error of the output", AxisKind.Logarithmic),
            [.. sweep.Select(line => new Series(line.Name, [.. line.Errors.Select(point => ((double)point.Exponent, point.Error))]))]);
    }

    private static Numbers Ranges(Dictionary<float, List<(string Name, IReadOnlyList<(int Exponent, double Error)> Errors)>> sweeps)
    {
        string Written(float epsilon, int index) => RangeSweep.UsableRange(sweeps[epsilon][index].Errors) is { } range ? $"{Signed(range.Low)} … {Signed(range.High)}" : "none";
        var rows = RangeSweep.All.Select((swept, index) =>
        {
            var other = Array.Find(Emulated, line => line.Case.Equals(swept.Name, StringComparison.Ordinal));
            return (string[])[swept.Name, Written(1e-5f, index), other.WithEpsilon ?? "", Written(0f, index), other.Without ?? ""];
        });
        return new Numbers(
            "Exponents of 2 of the input scale with less than 1 % error, beside an independent emulation in Python",
            ["Norm and arithmetic", "eps 1e-5", "emulated", "eps 0", "emulated"],
            [.. rows],
            "half-usable-range");
    }

    private static Numbers Errors(Dictionary<float, List<(string Name, IReadOnlyList<(int Exponent, double Error)> Errors)>> sweeps)
    {
        var rows = sweeps.SelectMany(sweep => sweep.Value.SelectMany(line => line.Errors.Select(point => (string[])
        [
            line.Name.Replace(",", "", StringComparison.Ordinal), RunSet.Number(sweep.Key, "R"), RunSet.Number(point.Exponent, "F0"), RunSet.Number(point.Error, "E3"),
        ])));
        return new Numbers("", ["norm", "eps", "exponent", "error"], [.. rows], "half-range");
    }

    private static string Signed(int exponent) => exponent < 0 ? $"−{-exponent}" : $"{exponent}";
}
