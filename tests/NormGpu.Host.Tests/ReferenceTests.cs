using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>The reference is itself held against numbers worked out by hand and against differences of its own forward pass.</summary>
public class ReferenceTests
{
    private const double L1Constant = 1.2533141373155003;

    /// <summary>C∞(4) = (1 + sqrt(pi·ln 4))/2/sqrt(2·ln 4).</summary>
    private const double ConstantOfFour = 0.9269376;

    /// <summary>0.35·C∞(2): two chunks of two.</summary>
    private const double ConstantOfTwoChunks = 0.4588107;

    private static readonly double[] X = [1, 2, 3, 6];
    private static readonly double[] Dy = [1, 0, 0, 2];

    /// <summary>x = 1 2 3 6, so d = −2 −1 0 3; dy = 1 0 0 2, so sum dy·d = 4. Columns: norm, s, s·dx, what the running buffer takes in.</summary>
    public static TheoryData<string, double, double[], double> Golden() => new()
    {
        { "l1", 1.5 * L1Constant, [3 / 4.0, -1 / 4.0, -11 / 12.0, 5 / 12.0], 1.5 * L1Constant },
        { "l2", Math.Sqrt(3.5), [23 / 28.0, -13 / 28.0, -3 / 4.0, 11 / 28.0], 14 / 3.0 },
        { "linf", 3 * ConstantOfFour, [7 / 12.0, -5 / 12.0, -5 / 12.0, 1 / 4.0], 3 * ConstantOfFour },
        { "top1", 3 * ConstantOfFour, [7 / 12.0, -5 / 12.0, -5 / 12.0, 1 / 4.0], 3 * ConstantOfFour },
        { "top3", 2 * ConstantOfFour, [3 / 4.0, -1 / 4.0, -11 / 12.0, 5 / 12.0], 2 * ConstantOfFour },
        { "top10", 1.5 * ConstantOfFour, [3 / 4.0, -1 / 4.0, -11 / 12.0, 5 / 12.0], 1.5 * ConstantOfFour },
        { "range", 2 * ConstantOfTwoChunks, [5 / 4.0, -7 / 4.0, 1 / 4.0, 1 / 4.0], 2 * ConstantOfTwoChunks },
        { "mean", 1, [1 / 4.0, -3 / 4.0, -3 / 4.0, 5 / 4.0], 0 },
    };

    public static TheoryData<string> Norms() => [.. NormRow.All.Keys];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Values_are_those_worked_out_by_hand(string norm, double scale, double[] scaledDx, double running)
    {
        var formula = NormRow.All[norm].Formula;
        var forward = DoubleBatchNorm.Forward(formula, X, epsilon: 0, weight: 2, bias: 1);
        Assert.Equal(3, forward.Mean);
        Assert.Equal(scale, forward.Scale, 1e-6);
        Assert.Equal(running, forward.RunningScale, 1e-6);
        Assert.Equal(1 + 2 * 3 / scale, forward.Y[3], 1e-6);

        var backward = DoubleBatchNorm.Backward(formula, X, Dy, epsilon: 0, weight: 2);
        for (var i = 0; i < X.Length; i++)
            Assert.Equal(2 * scaledDx[i] / scale, backward.Dx[i], 1e-6);
        Assert.Equal(4 / scale, backward.Dweight, 1e-6);
        Assert.Equal(3, backward.Dbias);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Gradients_are_the_limits_of_differences(string norm)
    {
        var formula = NormRow.All[norm].Formula;
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 23).Select(_ => BatchNormCase.Normal(random))];
        double[] dy = [.. x.Select(_ => BatchNormCase.Normal(random))];
        var training = GradientCheck.Numeric(at => DoubleBatchNorm.Forward(formula, at, 1e-3, 1.5, 0.5).Y, x, dy, 1e-6);
        var analytic = DoubleBatchNorm.Backward(formula, x, dy, 1e-3, 1.5);
        var inference = GradientCheck.Numeric(at => DoubleBatchNorm.Inference(formula, at, 0.2, 0.7, 1e-3, 1.5, 0.5), x, dy, 1e-6);
        var constant = DoubleBatchNorm.BackwardInference(formula, x, dy, 0.2, 0.7, 1e-3, 1.5);
        for (var i = 0; i < x.Length; i++)
        {
            Assert.Equal(training[i], analytic.Dx[i], 1e-7);
            Assert.Equal(inference[i], constant.Dx[i], 1e-7);
        }

        // Of weight and bias, in training and in eval; mean-only has no weight.
        var weight = GradientCheck.Numeric(at => DoubleBatchNorm.Forward(formula, x, 1e-3, at[0], 0.5).Y, [1.5], dy, 1e-6)[0];
        var bias = GradientCheck.Numeric(at => DoubleBatchNorm.Forward(formula, x, 1e-3, 1.5, at[0]).Y, [0.5], dy, 1e-6)[0];
        var constantWeight = GradientCheck.Numeric(at => DoubleBatchNorm.Inference(formula, x, 0.2, 0.7, 1e-3, at[0], 0.5), [1.5], dy, 1e-6)[0];
        Assert.Equal(weight, analytic.Dweight, 1e-7);
        Assert.Equal(bias, analytic.Dbias, 1e-7);
        Assert.Equal(constantWeight, constant.Dweight, 1e-7);
    }

    [Fact]
    public void Half_conversion_by_definition_agrees_with_the_platform()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var value = HalfRule.Value((ushort)bits);
            Assert.Equal((double)BitConverter.UInt16BitsToHalf((ushort)bits), value);
            if (!double.IsNaN(value))
                Assert.Equal((ushort)bits, HalfRule.Nearest(value));
        }

        var random = new Random(4);
        for (var i = 0; i < 1_000_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsNaN(value))
                Assert.Equal(BitConverter.HalfToUInt16Bits((Half)value), HalfRule.Nearest(value));
        }
    }
}
