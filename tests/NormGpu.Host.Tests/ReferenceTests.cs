using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>The reference is itself held against numbers worked out by hand and against differences of its own forward pass.</summary>
public class ReferenceTests
{
    public static TheoryData<string, double, double> Golden() => new()
    {
        // x = 0, 2, 4, 10: mean 4, d = -4, -2, 0, 6.
        { "l1", 12.0 / 4 * 1.2533141373155003, 12.0 / 4 * 1.2533141373155003 },
        { "l2", 3.7416573867739413, 56.0 / 3 },
        { "top1", 6 * 0.9269376708543627, 6 * 0.9269376708543627 },
        { "top2", 5 * 0.9269376708543627, 5 * 0.9269376708543627 },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Scales_are_those_worked_out_by_hand(string norm, double scale, double running)
    {
        var result = ReferenceBatchNorm.Train(Norm(norm), [0, 2, 4, 10], [0, 0, 0, 0], 2, 1, 0);
        Assert.Equal(4, result.Mean, 1e-12);
        Assert.Equal(scale, result.Scale, 1e-9);
        Assert.Equal(running, result.RunningValue, 1e-9);
        Assert.Equal(1 + 2 * 6 / scale, result.Y[3], 1e-9);
    }

    [Theory]
    [InlineData("l1")]
    [InlineData("l2")]
    [InlineData("top1")]
    [InlineData("top2")]
    public void Gradients_are_the_limits_of_differences(string norm)
    {
        double[] x = [0.3, -1.7, 2.9, 0.8, -0.6, 1.1, -2.2];
        double[] dy = [1, -0.5, 0.25, 2, -1.5, 0.75, 0.1];
        double Loss(double[] values, double gamma) =>
            ReferenceBatchNorm.Train(Norm(norm), values, dy, gamma, 0.5, 1e-5).Y.Zip(dy, (y, g) => y * g).Sum();
        var result = ReferenceBatchNorm.Train(Norm(norm), x, dy, 1.5, 0.5, 1e-5);
        const double Step = 1e-6;
        for (var i = 0; i < x.Length; i++)
        {
            var (above, below) = ((double[])x.Clone(), (double[])x.Clone());
            above[i] += Step;
            below[i] -= Step;
            Assert.Equal((Loss(above, 1.5) - Loss(below, 1.5)) / (2 * Step), result.Dx[i], 1e-7);
        }

        Assert.Equal((Loss(x, 1.5 + Step) - Loss(x, 1.5 - Step)) / (2 * Step), result.Dweight, 1e-7);
    }

    private static IReferenceNorm Norm(string name) => name switch
    {
        "l1" => new ReferenceL1(),
        "l2" => new ReferenceL2(),
        "top1" => new ReferenceTopK(1),
        _ => new ReferenceTopK(2),
    };
}
