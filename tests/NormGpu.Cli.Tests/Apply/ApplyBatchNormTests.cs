using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Cli.Tests.Npy;
using NormGpu.Host;

namespace NormGpu.Cli.Tests.Apply;

public sealed class ApplyBatchNormTests : IDisposable
{
    // FP32 results of a handful of operations on values near 1.
    private const double Tolerance = 1e-5;

    // sqrt(pi/2); and C∞(4) = 0.5·(1 + sqrt(pi·ln 4)) / sqrt(2·ln 4), from the paper.
    private const double L1Constant = 1.2533141373155;
    private static readonly double LargestConstant = 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(4));

    // E[mean of the two largest of four |x|], x standard normal: integral over x of 1 − P(none above) − P(one above)/2.
    private const double ExpectedLargestTwo = 1.1880455291;

    // 0.35·C∞(2).
    private static readonly double RangeConstant = 0.35 * LargestConstant * Math.Sqrt(2);

    private readonly TemporaryFolder folder = new();
    private readonly string output;

    public ApplyBatchNormTests()
    {
        output = folder.File("out");
        // Two channels of n = 4. The first: mean 3, d = (-2, -1, 0, 3). The second is ten times the first.
        folder.Write("x.npy", NpyBytes.Of("(2, 2, 2)", 1f, 2, 10, 20, 3, 6, 30, 60));
        folder.Write("dy.npy", NpyBytes.Of("(2, 2, 2)", 1f, 0, 1, 0, 0, 0, 0, 0));
        folder.Write("two.npy", NpyBytes.Of("(2,)", 2f, 3));
        folder.Write("three.npy", NpyBytes.Of("(3,)", 1f, 2, 3));
        folder.Write("half-two.npy", NpyBytes.Of("(2,)", (Half)1, (Half)2));
        folder.Write("half-x.npy", NpyBytes.Of("(4, 1)", (Half)1, (Half)2, (Half)3, (Half)6));
        folder.Write("one-each.npy", NpyBytes.Of("(1, 4)", 1f, 2, 3, 4));
        folder.Write("flat.npy", NpyBytes.Of("(8,)", 1f, 2, 3, 4, 5, 6, 7, 8));
    }

    /// <summary>Norm, s of the first channel where eps is 0, and its contribution to the running scale (L2: unbiased variance).</summary>
    public static TheoryData<string, double, double> Norms => new()
    {
        { "l1", L1Constant * 1.5, L1Constant * 1.5 },
        { "l2", Math.Sqrt(3.5), 14 / 3.0 },
        { "linf", LargestConstant * 3, LargestConstant * 3 },
        { "topk", LargestConstant * 2.5, LargestConstant * 2.5 },
        { "topk --constant exact", 2.5 / ExpectedLargestTwo, 2.5 / ExpectedLargestTwo },
        { "l1 --constant exact", L1Constant * 1.5, L1Constant * 1.5 },
        // Chunks (1, 2) and (3, 6).
        { "range", RangeConstant * 2, RangeConstant * 2 },
        { "range --constant exact", 2 / (2 / Math.Sqrt(Math.PI)), 2 / (2 / Math.Sqrt(Math.PI)) },
    };

    public void Dispose()
    {
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Training_writes_output_and_statistics(string norm, double scale, double running)
    {
        Apply($"--norm {norm} --k 2 --eps 0 --momentum 0.25 --weight two.npy --bias two.npy --x x.npy").Done();

        var runningName = norm == "l2" ? "running_var" : "running_scale";
        Assert.Equal(Names("y", "batch_mean", "batch_scale", "running_mean", runningName), Written());
        Near([3, 30], Read("batch_mean"));
        Near([scale, 10 * scale], Read("batch_scale"));
        Near([0.75, 7.5], Read("running_mean"));
        Near([0.75 + 0.25 * running, 0.75 + 0.25 * running * (norm == "l2" ? 100 : 10)], Read(runningName));
        double[] d = [-2, -1, -2, -1, 0, 3, 0, 3];
        Near(d.Select((value, index) => index / 2 % 2 == 0 ? 2 + 2 * value / scale : 3 + 3 * value / scale), Read("y"));
    }

    [Fact]
    public void Gradients_follow_the_papers_formula()
    {
        Apply("--norm l1 --eps 0 --x x.npy --dy dy.npy").Done();

        // g = (1, 0, 0, 0), a = sign(d)/n = (-1, -1, 0, 1)/4, mean(a) = -1/16, sum g·xhat = -2/s.
        var s = L1Constant * 1.5;
        double Gradient(double g, double a) => (g - 0.25 + L1Constant * (2 / s) * (a + 1 / 16.0)) / s;
        double[] first = [Gradient(1, -0.25), Gradient(0, -0.25), Gradient(0, 0), Gradient(0, 0.25)];
        Near([first[0], first[1], first[0] / 10, first[1] / 10, first[2], first[3], first[2] / 10, first[3] / 10], Read("dx"));
        Near([-2 / s, -2 / s], Read("dweight"));
        Near([1, 1], Read("dbias"));
    }

    [Fact]
    public void Eval_takes_the_statistics_as_constants_and_writes_none()
    {
        Apply("--norm l2 --eval --eps 1 --running-mean two.npy --running-var three-two.npy --weight two.npy --x x.npy --dy dy.npy",
            ("three-two.npy", NpyBytes.Of("(2,)", 3f, 8))).Done();

        Assert.Equal(Names("y", "dx", "dweight", "dbias"), Written());
        Near([-1, 0, 7, 17, 1, 4, 27, 57], Read("y"));
        Near([1, 0, 1, 0, 0, 0, 0, 0], Read("dx"));
        Near([-0.5, 7 / 3.0], Read("dweight"));
        Near([1, 1], Read("dbias"));
    }

    [Fact]
    public void Mean_only_takes_the_mean_off_and_nothing_else()
    {
        Apply("--norm mean --momentum 0.25 --bias two.npy --x x.npy --dy dy.npy").Done();

        Assert.Equal(Names("y", "batch_mean", "batch_scale", "running_mean", "running_scale", "dx", "dbias"), Written());
        Near([0, 1, -17, -7, 2, 5, 3, 33], Read("y"));
        Near([1, 1], Read("batch_scale"));
        Near([0.75, 7.5], Read("running_mean"));
        Near([1, 1], Read("running_scale"));
        Near([0.75, -0.25, 0.75, -0.25, -0.25, -0.25, -0.25, -0.25], Read("dx"));
        Near([1, 1], Read("dbias"));
    }

    [Fact]
    public void Mean_only_divides_by_one_in_eval_and_takes_one_value_a_channel_in_training()
    {
        Apply("--norm mean --eval --running-mean two.npy --running-scale two.npy --x x.npy").Done();
        Near([-1, 0, 7, 17, 1, 4, 27, 57], Read("y"));

        Apply("--norm mean --x one-each.npy --bias four.npy", ("four.npy", NpyBytes.Of("(4,)", 4f, 3, 2, 1))).Done();
        Near([4, 3, 2, 1], Read("y"));
    }

    [Fact]
    public void Eval_without_statistics_takes_mean_0_and_scale_1()
    {
        Apply("--norm l1 --eval --eps 0 --x x.npy").Done();

        Assert.Equal(Names("y"), Written());
        Near([1, 2, 10, 20, 3, 6, 30, 60], Read("y"));
    }

    [Fact]
    public void Channels_last_files_give_the_same_numbers_in_their_own_order()
    {
        Apply("--norm l1 --eps 0 --x x.npy").Done();
        var first = Read("y");
        Apply("--norm l1 --eps 0 --layout nhwc --x last.npy", ("last.npy", NpyBytes.Of("(2, 2, 2)", 1f, 10, 2, 20, 3, 30, 6, 60))).Done();

        Near([first[0], first[2], first[1], first[3], first[4], first[6], first[5], first[7]], Read("y"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("--arithmetic fp16", 2e-2)]
    [InlineData("--arithmetic fp16 --accumulate fp16", 2e-2)]
    public void Half_tensors_stay_half(string switches, double extra)
    {
        Apply($"--norm l1 --x half-x.npy --dy half-x.npy {switches}").Done();

        using var y = NpyFile.Read(Path.Combine(output, "y.npy"));
        using var dx = NpyFile.Read(Path.Combine(output, "dx.npy"));
        using var dweight = NpyFile.Read(Path.Combine(output, "dweight.npy"));
        Assert.Equal((ElementType.Float16, ElementType.Float16, ElementType.Float32), (y.Type, dx.Type, dweight.Type));
        Assert.Equal([4, 1], y.Shape);
        Assert.Equal(-2 / (L1Constant * 1.5), (double)HalfAt(y, 0), 1e-3 + extra);
    }

    [Fact]
    public void K_above_the_count_means_all()
    {
        Apply("--norm topk --k 1000 --eps 0 --x x.npy").Done();

        Near([LargestConstant * 1.5, LargestConstant * 15], Read("batch_scale"));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_spoils_its_own_channel_only_and_no_running_statistics(float value)
    {
        Apply("--norm l1 --x bad.npy", ("bad.npy", NpyBytes.Of("(4, 2)", 1f, 1, 2, value, 3, 3, 6, 6))).Done();

        var y = Read("y");
        Assert.All([0, 2, 4, 6], index => Assert.True(double.IsFinite(y[index])));
        Assert.All([1, 3, 5, 7], index => Assert.True(double.IsNaN(y[index])));
        Near([0.3, 0], Read("running_mean"));
        Near([0.9 + 0.1 * L1Constant * 1.5, 1], Read("running_scale"));
    }

    [Theory]
    [InlineData(ExitCode.Failed, "--x none.npy", "none.npy")]
    [InlineData(ExitCode.Failed, "--x flat.npy", "flat.npy", "(8)", "2 to 5 dimensions")]
    [InlineData(ExitCode.Failed, "--x one-each.npy", "one-each.npy", "one element per channel")]
    [InlineData(ExitCode.Failed, "--x x.npy --dy two.npy", "two.npy", "float32 of shape (2,)", "float32 of shape (2, 2, 2)")]
    [InlineData(ExitCode.Failed, "--x half-x.npy --dy x.npy", "x.npy", "float16")]
    [InlineData(ExitCode.Failed, "--x x.npy --weight three.npy", "three.npy", "(3,)", "(2,)")]
    [InlineData(ExitCode.Failed, "--x x.npy --bias half-two.npy", "half-two.npy", "float16", "float32")]
    [InlineData(ExitCode.Failed, "--x x.npy --running-mean x.npy", "x.npy", "(2,)")]
    [InlineData(ExitCode.Failed, "--x x.npy --running-scale three.npy", "three.npy", "(2,)")]
    [InlineData(ExitCode.WrongUse, "--x x.npy --arithmetic fp16", "float16")]
    [InlineData(ExitCode.WrongUse, "--x x.npy --accumulate fp16", "float16")]
    [InlineData(ExitCode.WrongUse, "--x half-x.npy --accumulate fp16 --running-var two.npy", "--running-scale")]
    public void What_does_not_fit_is_refused_and_nothing_is_written(ExitCode code, string line, params string[] words)
    {
        Apply("--norm l1 " + line).Refused(code, words);

        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_failure_while_writing_leaves_nothing_new()
    {
        Directory.CreateDirectory(Path.Combine(output, "running_mean.npy"));

        Apply("--norm l1 --x x.npy").Refused(ExitCode.Failed, "running_mean.npy", "folder");

        Assert.Equal(["running_mean.npy"], Directory.GetFileSystemEntries(output).Select(path => Path.GetFileName(path)!));
    }

    [Fact]
    public void An_output_that_is_a_file_is_refused()
    {
        folder.Write("out", [1]);

        Apply("--norm l1 --x x.npy").Refused(ExitCode.Failed, "Cannot make the folder");

        Assert.Equal([1], File.ReadAllBytes(output));
    }

    private Run Apply(string line, params (string Name, byte[] Content)[] files)
    {
        foreach (var (name, content) in files)
            folder.Write(name, content);
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var args = words.Select(word => word.EndsWith(".npy", StringComparison.Ordinal) ? folder.File(word) : word);
        return Run.Of(["apply", "batch-norm", "--out", output, .. args]);
    }

    private double[] Read(string name)
    {
        using var tensor = NpyFile.Read(Path.Combine(output, name + ".npy"));
        return Array.ConvertAll(tensor.Singles.ToArray(), value => (double)value);
    }

    private string[] Written()
    {
        return [.. Directory.GetFileSystemEntries(output).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
    }

    private static string[] Names(params string[] names)
    {
        return [.. names.Select(name => name + ".npy").Order(StringComparer.Ordinal)];
    }

    private static Half HalfAt(NpyTensor tensor, int index)
    {
        return BitConverter.ToHalf(tensor.Slice(index * 2L, 2));
    }

    private static void Near(IEnumerable<double> expected, double[] actual)
    {
        var wanted = expected.ToArray();
        Assert.Equal(wanted.Length, actual.Length);
        for (var index = 0; index < wanted.Length; index++)
            Assert.True(Math.Abs(wanted[index] - actual[index]) <= Tolerance * Math.Max(1, Math.Abs(wanted[index])), $"[{index}]: {wanted[index]} expected, {actual[index]} found");
    }
}
