using System.Text.Json;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Tests.Bench;

public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("cpu", "nchw", "fp16", 4)]
    [InlineData("cpu", "nhwc", "fp32", 8)]
    [InlineData("simulator", "nchw", "fp16", 4)]
    public void Json_holds_the_limit_and_both_directions_of_every_norm_asked_for(string device, string layout, string type, int bytes)
    {
        var run = Run.Of(
            "bench", "--json", "--quick", "--device", device, "--norm", "l1", "--norm", "linf", "--shape", "4x3x5x2", "--layout", layout, "--dtype", type, "--threads", "1").Done();
        using var parsed = JsonDocument.Parse(run.Output);
        var limit = parsed.RootElement.GetProperty("limit");
        Assert.True(limit.GetProperty("read_gbps").GetDouble() > 0);
        var copy = limit.GetProperty("copy_gbps").GetDouble();
        var rows = parsed.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["l1", "l1", "linf", "linf"], rows.Select(row => row.GetProperty("norm").GetString()));
        Assert.Equal(["forward", "backward", "forward", "backward"], rows.Select(row => row.GetProperty("direction").GetString()));
        foreach (var row in rows)
        {
            Assert.Equal((type, layout, "4x3x5x2", device), (row.GetProperty("dtype").GetString(), row.GetProperty("layout").GetString(), row.GetProperty("shape").GetString(), row.GetProperty("device").GetString()));
            Assert.Equal("none", row.GetProperty("activation").GetString());
            Assert.Equal(device == "cpu" ? 1 : 0, row.GetProperty("threads").GetInt32());
            var moved = 120.0 * bytes * (row.GetProperty("direction").GetString() == "forward" ? 1 : 1.5);
            Assert.Equal(moved / row.GetProperty("median_ms").GetDouble() / 1e6, row.GetProperty("gbps").GetDouble(), 1e-9);
            Assert.Equal(row.GetProperty("gbps").GetDouble() / copy, row.GetProperty("share_of_limit").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void A_table_names_every_norm()
    {
        var run = Run.Of("bench", "--quick", "--shape", "2x2x3").Done();
        Assert.Contains("Memory limit in this run", run.Output, StringComparison.Ordinal);
        Assert.All(["l1", "l2", "linf", "topk"], norm => Assert.Contains($"\n{norm} ", run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("simulator")]
    public void A_ReLU_is_measured_where_it_is_asked_for(string device)
    {
        var run = Run.Of("bench", "--json", "--quick", "--device", device, "--norm", "l1", "--relu", "--shape", "2x3x5").Done();
        using var parsed = JsonDocument.Parse(run.Output);
        Assert.All(parsed.RootElement.GetProperty("rows").EnumerateArray(), row => Assert.Equal("relu", row.GetProperty("activation").GetString()));
        Assert.Contains("with ReLU", Run.Of("bench", "--quick", "--device", device, "--norm", "l1", "--relu", "--shape", "2x3x5").Done().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shape", "64")]
    [InlineData("--shape", "1x8")]
    [InlineData("--shape", "0x8x2")]
    [InlineData("--shape", "2x2x2x2x2x2")]
    [InlineData("--shape", "64,64,56,56")]
    [InlineData("--norm", "l3")]
    [InlineData("--dtype", "bf16")]
    [InlineData("--device", "tpu")]
    public void What_cannot_be_measured_is_refused_in_one_line(string option, string value) =>
        Run.Of("bench", option, value).Refused(ExitCode.WrongUse, option, value);
}
