using NormGpu.Cli.Checks;
using NormGpu.Cli.CommandLine;
using NormGpu.Host;
using NormGpu.Host.Checks;

namespace NormGpu.Cli.Tests.Checks;

public class SelfTestReportTests
{
    [Theory]
    [InlineData(0.5, ExitCode.Done, "passed")]
    [InlineData(1, ExitCode.Done, "passed")]
    [InlineData(1.01, ExitCode.Failed, "MISSED")]
    [InlineData(double.PositiveInfinity, ExitCode.Failed, "MISSED")]
    [InlineData(double.NaN, ExitCode.Failed, "MISSED")]
    public void One_miss_among_the_layouts_of_an_operator_is_shown_and_fails(double error, ExitCode code, string shown)
    {
        using var output = new StringWriter();
        var results = new[] { 0.25, error }.Select((ulps, layout) => new SelfTestResult(
            new BatchNormSettings(Norm.L1), Direction.Forward, ElementType.Float16, new ChannelShape(2, 3, 4, (ChannelLayout)layout), ulps, 1)).ToList();

        Assert.Equal(code, SelfTestCommand.Report(new Terminal(output, TextWriter.Null, Interactive: false), "card", results));

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(shown, lines[1].TrimEnd(), StringComparison.Ordinal);
        var missed = code == ExitCode.Done ? 0 : 1;
        Assert.Equal($"card: {2 - missed} checks passed, {missed} missed", lines[^1].TrimEnd());
    }
}
