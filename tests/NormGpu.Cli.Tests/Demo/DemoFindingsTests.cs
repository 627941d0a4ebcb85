using NormGpu.Cli.Demo;
using NormGpu.Cli.Tests.Training;

namespace NormGpu.Cli.Tests.Demo;

public sealed class DemoFindingsTests
{
    private static readonly double[] AsInThePaper = [84.7, 10.4, 85, 84.7, 85.3, 85.1];
    private static readonly long[] StemOverflows = [0, 22_800, 0, 0, 0, 0];

    [Fact]
    public void The_papers_result_is_told_with_its_cause()
    {
        var sentences = DemoFindings.Sentences(SampleResults.Demo(AsInThePaper, StemOverflows).Results);

        Assert.Equal("On raw pixels the FP32 baseline with L2 batch norm reaches 84.70 %.", sentences[0]);
        Assert.StartsWith("In FP16, L2 breaks: 10.40 %. 22,800 channel statistics were not finite, all of them in norm layer 2 of 2 ('stage1.0.norm1'): ", sentences[1], StringComparison.Ordinal);
        Assert.Contains("in silence", sentences[1], StringComparison.Ordinal);
        Assert.Contains("L1, which needs neither square nor root, matches the baseline even with FP16 accumulators: 85.00 % (+0.30 points), every statistic finite", sentences[2], StringComparison.Ordinal);
        Assert.Contains("Top(10) matches the baseline", sentences[3], StringComparison.Ordinal);
        Assert.Equal("Control: on standardised input both work in FP16, L2 with 85.30 % and L1 with 85.10 %.", sentences[4]);
    }

    [Fact]
    public void Another_outcome_is_told_as_it_is()
    {
        var sentences = DemoFindings.Sentences(SampleResults.Demo([84.7, 84, 70, 90, 10, 85], [0, 0, 0, 12, 0, 0]).Results);

        Assert.Equal("In FP16, L2 reaches 84.00 %, so it did not break here. All its statistics were finite.", sentences[1]);
        Assert.Contains("is below the baseline", sentences[2], StringComparison.Ordinal);
        Assert.Contains("is above the baseline", sentences[3], StringComparison.Ordinal);
        Assert.Contains("12 statistics not finite", sentences[3], StringComparison.Ordinal);
        Assert.Contains("L1 works and L2 does not", sentences[4], StringComparison.Ordinal);
    }
}
