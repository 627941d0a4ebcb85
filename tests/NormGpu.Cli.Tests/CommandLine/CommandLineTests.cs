using System.Text.Json;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Tests.CommandLine;

public sealed class CommandLineTests
{
    private const string BatchNorm = "apply batch-norm --x x.npy --out out";

    [Theory]
    [InlineData("", "command", "--help")]
    [InlineData("aply", "'aply'", "normgpu --help")]
    [InlineData("devices --jsn", "'--jsn'", "normgpu devices --help")]
    [InlineData("apply", "command", "normgpu apply --help")]
    [InlineData("selftest --device cuda:99", "--device", "'cuda:99'")]
    [InlineData("apply batch-norm --norm l1 --out out", "--x", "required")]
    [InlineData(BatchNorm, "--norm", "required")]
    [InlineData(BatchNorm + " --norm mean --weight w.npy", "--norm mean", "no weight", "--weight")]
    [InlineData(BatchNorm + " --norm l3", "l1|l2|linf|topk|range|mean", "'l3'")]
    [InlineData(BatchNorm + " --norm linf --constant best", "paper|exact", "'best'")]
    [InlineData(BatchNorm + " --norm linf --device opencl:99", "--device", "'opencl:99'")]
    [InlineData(BatchNorm + " --norm linf --device tpu", "--device", "'tpu'")]
    [InlineData(BatchNorm + " --norm topk --k 0", "--k", "1 or more")]
    [InlineData(BatchNorm + " --norm topk --k 2.5", "--k", "whole number")]
    [InlineData(BatchNorm + " --norm topk --k 99999999999", "--k", "whole number")]
    [InlineData(BatchNorm + " --norm l1 --momentum 1.5", "--momentum", "0 to 1")]
    [InlineData(BatchNorm + " --norm l1 --momentum NaN", "--momentum", "0 to 1")]
    [InlineData(BatchNorm + " --norm l1 --eps -1", "--eps", "0 or more")]
    [InlineData(BatchNorm + " --norm l1 --eps 1e39", "--eps", "finite")]
    [InlineData(BatchNorm + " --norm l1 --arithmetic fp64", "--arithmetic", "fp32|fp16")]
    [InlineData(BatchNorm + " --norm l1 --running-var v.npy", "--running-scale", "--running-var")]
    [InlineData(BatchNorm + " --norm l2 --running-scale s.npy", "--running-var", "--running-scale")]
    public void Wrong_use_is_refused_in_one_line(string line, params string[] words)
    {
        Run.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Refused(ExitCode.WrongUse, words);
        Assert.False(Directory.Exists("out"));
    }

    [Fact]
    public void Devices_are_listed_in_plain_lines()
    {
        var lines = Run.Of("devices").Done().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Length >= 5, string.Join('\n', lines));
        Assert.Matches("^cpu +yes +", lines[1]);
        Assert.Matches("^simulator +yes +", lines[2]);
        // What is missing says why, in a sentence.
        Assert.All(lines[3..], line => Assert.Matches(@"^(opencl|cuda)(:\d+ +yes +\S| +no +.*\.$)", line));
    }

    [Fact]
    public void Devices_are_listed_as_json()
    {
        using var json = JsonDocument.Parse(Run.Of("devices", "--json").Done().Output);

        var devices = json.RootElement.GetProperty("devices").EnumerateArray().ToArray();
        Assert.Equal(
            ["cpu", "simulator", "opencl", "cuda"],
            devices.Select(device => device.GetProperty("device").GetString()!.Split(':')[0]).Distinct(StringComparer.Ordinal));
        Assert.True(devices[0].GetProperty("cores").GetInt32() >= 1);
        Assert.True(devices[0].GetProperty("memory_bytes").GetInt64() > 0);
        Assert.All(devices[1..], device => Assert.True(device.TryGetProperty(device.GetProperty("available").GetBoolean() ? "name" : "reason", out _)));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("simulator")]
    public void The_self_test_passes_and_shows_its_errors(string device)
    {
        var lines = Run.Of("selftest", "--device", device).Done().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Each norm with and without ReLU, 4 operators, 5 precisions, on 3 shapes; weight norm in 3 norms, 2 types, 2 directions, with g and with rho;
        // a head line and a summary.
        var operators = Enum.GetValues<Norm>().Length * 2 * 4 * 5;
        const int weightOperators = 3 * 2 * 2;
        Assert.Equal(operators + weightOperators + 2, lines.Length);
        Assert.All(lines[1..^1], line => Assert.EndsWith("passed", line, StringComparison.Ordinal));
        Assert.Equal($"{device}: {3 * operators + 2 * weightOperators} checks passed, 0 missed", lines[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("reproduce")]
    [InlineData("demo")]
    [InlineData("devices")]
    [InlineData("selftest")]
    [InlineData("apply")]
    [InlineData("apply batch-norm")]
    [InlineData("apply weight-norm")]
    public void Help_describes_every_option_and_command(string command)
    {
        var help = Run.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Done().Output;

        var listed = help.Split('\n').SkipWhile(line => !line.StartsWith("Options:", StringComparison.Ordinal)).Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(listed);
        // A name, at least two spaces, a description: one line each.
        Assert.All(listed, line => Assert.Matches("^  \\S.*\\S  +\\S.*\\S", line));
    }
}
