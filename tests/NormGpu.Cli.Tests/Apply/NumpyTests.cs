using System.Diagnostics;
using NormGpu.Cli.Tests.Npy;

namespace NormGpu.Cli.Tests.Apply;

/// <summary>What `apply` writes, against the paper's formulas in numpy: another language, another reader of the files.</summary>
public sealed class NumpyTests : IDisposable
{
    private const int Seed = 20180304;
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
    }

    [SkippableFact]
    public void Numpy_finds_the_same_numbers()
    {
        var python = Array.Find(Pythons, name => Start(name, "-c", "import numpy") == ("", 0));
        Skip.If(python is null, "No python3 with numpy: install python3-numpy.");
        var random = new Random(Seed);
        folder.Write("x.npy", NpyBytes.Of("(5, 3, 7, 11)", Halves(5 * 3 * 7 * 11)));
        folder.Write("dy.npy", NpyBytes.Of("(5, 3, 7, 11)", Halves(5 * 3 * 7 * 11)));
        folder.Write("v.npy", NpyBytes.Of("(4, 50)", Halves(4 * 50)));
        folder.Write("dw.npy", NpyBytes.Of("(4, 50)", Halves(4 * 50)));
        folder.Write("weight.npy", NpyBytes.Of("(3,)", 0.5f, 1, 1.5f));
        folder.Write("bias.npy", NpyBytes.Of("(3,)", -1f, 0, 1));
        folder.Write("g.npy", NpyBytes.Of("(4,)", 0.5f, 1, 1.5f, 2));

        foreach (var norm in new[] { "l1", "l2", "linf", "topk", "range", "mean" })
        {
            var weight = norm == "mean" ? Array.Empty<string>() : ["--weight", folder.File("weight.npy")];
            Run.Of([
                "apply", "batch-norm", "--norm", norm, "--k", "3", "--x", folder.File("x.npy"), "--dy", folder.File("dy.npy"), "--bias", folder.File("bias.npy"), .. weight,
                "--out", folder.File("batch-norm " + norm)]).Done();
        }

        foreach (var norm in new[] { "l1", "l2", "linf" })
        {
            Run.Of([
                "apply", "weight-norm", "--norm", norm, "--v", folder.File("v.npy"), "--g", folder.File("g.npy"), "--dw", folder.File("dw.npy"),
                "--out", folder.File("weight-norm " + norm)]).Done();
        }

        Assert.Equal(("", 0), Start(python!, Path.Combine(AppContext.BaseDirectory, "Apply", "numpy_check.py"), folder.Path));

        Half[] Halves(int count) => [.. Enumerable.Range(0, count).Select(_ => (Half)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.2))];
    }

    /// <summary>Both outputs of a program, and its exit code; -1 where it cannot be started.</summary>
    private static (string Output, int Code) Start(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output + error.Result, process.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (missing.Message, -1);
        }
    }
}
