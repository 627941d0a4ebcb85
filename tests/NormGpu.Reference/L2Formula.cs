namespace NormGpu.Reference;

/// <summary>The usual batch norm: s = sqrt(mean(d²) + eps). The deviation is kept as the biased variance, the running buffer unbiased.</summary>
public sealed class L2Formula : NormFormula
{
    public override double Constant(long count) => 1;

    public override double Deviation(ReadOnlySpan<double> d)
    {
        var total = 0.0;
        foreach (var value in d)
            total += value * value;
        return total / d.Length;
    }

    public override double Scale(double deviation, long count, double epsilon) => Math.Sqrt(deviation + epsilon);

    public override double RunningScale(double deviation, long count) => deviation * count / (count - 1);

    public override double InferenceScale(double runningScale, double epsilon) => Math.Sqrt(runningScale + epsilon);

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale)
    {
        var slopes = new double[d.Length];
        for (var i = 0; i < slopes.Length; i++)
            slopes[i] = d[i] / (d.Length * scale);
        return slopes;
    }

    public override double DistanceToKink(ReadOnlySpan<double> d) => double.PositiveInfinity;
}
