using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Cli.Tests.Npy;
using NormGpu.Host;

namespace NormGpu.Cli.Tests.Apply;

public sealed class ApplyWeightNormTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string output;

    public ApplyWeightNormTests()
    {
        output = folder.File("out");
        // Rows (3, -4, 0), zeros, (-5, 0, 12); in 3 dimensions, as a convolution has them.
        folder.Write("v.npy", NpyBytes.Of("(3, 1, 3)", 3f, -4, 0, 0, 0, 0, -5, 0, 12));
        folder.Write("dw.npy", NpyBytes.Of("(3, 1, 3)", 1f, 0, 1, 1, 1, 1, 0, 2, 1));
        folder.Write("g.npy", NpyBytes.Of("(3,)", 10f, 10, 26));
        folder.Write("two.npy", NpyBytes.Of("(2,)", 1f, 1));
        folder.Write("half-v.npy", NpyBytes.Of("(2,)", (Half)2, (Half)(-3)));
        folder.Write("half-dw.npy", NpyBytes.Of("(2,)", (Half)1, (Half)1));
        folder.Write("zeros.npy", NpyBytes.Of("(2, 2)", 0f, 0, 0, 0));
        folder.Write("infinite.npy", NpyBytes.Of("(1, 2)", 1f, float.PositiveInfinity));
        folder.Write("single.npy", NpyBytes.Of("()", 1f));
    }

    /// <summary>Norm; norms of the first and third row; their dw·v, 3 and 12, by those; slopes d(norm)/dv of the two rows.</summary>
    public static TheoryData<string, double[], double[]> Norms => new()
    {
        { "l1", [7, 17], [1, -1, 0, -1, 0, 1] },
        { "l2", [5, 13], [3 / 5.0, -4 / 5.0, 0, -5 / 13.0, 0, 12 / 13.0] },
        { "linf", [4, 12], [0, -1, 0, 0, 0, 1] },
    };

    public void Dispose()
    {
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void A_learned_gain_has_a_gradient(string norm, double[] lengths, double[] slopes)
    {
        Apply($"--norm {norm} --v v.npy --g g.npy --dw dw.npy").Done();

        Assert.Equal(["dg.npy", "dv.npy", "w.npy"], Written());
        Check(lengths, slopes, [10, 26]);
        Near([3 / lengths[0], 0, 12 / lengths[1]], Read("dg"));
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Without_one_all_rows_get_the_weights_own_rho(string norm, double[] lengths, double[] slopes)
    {
        // norm_p(V)/3^(1/p), of all nine values.
        var rho = norm switch { "l1" => 24 / 3.0, "l2" => Math.Sqrt(194 / 3.0), _ => 12 };
        foreach (var option in new[] { "", "--rho auto" })
        {
            Apply($"--norm {norm} --v v.npy --dw dw.npy {option}").Done();

            Assert.Equal(["dv.npy", "w.npy"], Written());
            Check(lengths, slopes, [rho, rho]);
        }
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Rho_may_be_given(string norm, double[] lengths, double[] slopes)
    {
        Apply($"--norm {norm} --v v.npy --dw dw.npy --rho 2.5").Done();

        Check(lengths, slopes, [2.5, 2.5]);
    }

    [Fact]
    public void Half_weights_of_one_dimension_stay_half_and_nothing_but_w_comes_without_a_gradient()
    {
        Apply("--norm l2 --v half-v.npy --rho 0.5").Done();

        Assert.Equal(["w.npy"], Written());
        using var w = NpyFile.Read(Path.Combine(output, "w.npy"));
        Assert.Equal(ElementType.Float16, w.Type);
        Assert.Equal([2], w.Shape);
        Assert.Equal((Half)0.5, BitConverter.ToHalf(w.Slice(0, 2)));
        Assert.Equal((Half)(-0.5), BitConverter.ToHalf(w.Slice(2, 2)));
    }

    [Fact]
    public void Zeros_give_zeros()
    {
        Apply("--norm l1 --v zeros.npy --dw zeros.npy").Done();

        Near([0, 0, 0, 0], Read("w"));
        Near([0, 0, 0, 0], Read("dv"));
    }

    [Fact]
    public void The_simulator_gives_the_same()
    {
        Apply("--norm linf --v v.npy --g g.npy --dw dw.npy --device simulator").Done();

        Check([4, 12], [0, -1, 0, 0, 0, 1], [10, 26]);
    }

    [Theory]
    [InlineData(ExitCode.WrongUse, "--norm topk --v v.npy", "l1|l2|linf", "topk")]
    [InlineData(ExitCode.WrongUse, "--norm l1 --v v.npy --g g.npy --rho auto", "--g", "--rho")]
    [InlineData(ExitCode.WrongUse, "--norm l1 --v v.npy --rho -1", "--rho", "-1")]
    [InlineData(ExitCode.WrongUse, "--norm l1 --v v.npy --rho nan", "--rho", "nan")]
    [InlineData(ExitCode.WrongUse, "--norm l1", "--v")]
    [InlineData(ExitCode.Failed, "--norm l1 --v none.npy", "none.npy")]
    [InlineData(ExitCode.Failed, "--norm l1 --v single.npy", "single.npy", "no dimensions")]
    [InlineData(ExitCode.Failed, "--norm l1 --v v.npy --g two.npy", "two.npy", "(3,)")]
    [InlineData(ExitCode.Failed, "--norm l1 --v v.npy --dw two.npy", "two.npy", "dw must be like it")]
    [InlineData(ExitCode.Failed, "--norm l1 --v half-v.npy --dw two.npy", "two.npy", "float16")]
    [InlineData(ExitCode.Failed, "--norm l1 --v infinite.npy", "infinite.npy", "--rho")]
    public void What_does_not_fit_is_refused_and_nothing_is_written(ExitCode code, string line, params string[] words)
    {
        Apply(line).Refused(code, words);

        Assert.False(Directory.Exists(output));
    }

    /// <summary>w and dv of the first and third row, from gain, norm and slopes; the second row is zeros.</summary>
    private void Check(double[] lengths, double[] slopes, double[] gains)
    {
        double[] v = [3, -4, 0, -5, 0, 12], dw = [1, 0, 1, 0, 2, 1], products = [3, 12];
        var (w, dv) = (new double[9], new double[9]);
        for (var i = 0; i < v.Length; i++)
        {
            var (row, place) = (i / 3, i < 3 ? i : i + 3);
            w[place] = gains[row] * v[i] / lengths[row];
            dv[place] = gains[row] / lengths[row] * (dw[i] - products[row] / lengths[row] * slopes[i]);
        }

        Near(w, Read("w"));
        Near(dv, Read("dv"));
    }

    private Run Apply(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var args = words.Select(word => word.EndsWith(".npy", StringComparison.Ordinal) ? folder.File(word) : word);
        return Run.Of(["apply", "weight-norm", "--out", output, .. args]);
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

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        // FP32 results of a handful of operations.
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"[{i}]: {expected[i]} expected, {actual[i]} found");
    }
}
