namespace NormGpu.Reference;

/// <summary>Mean-only: s is exactly 1, in training and in eval.</summary>
public sealed class MeanFormula : NormFormula
{
    public override double Constant(long count) => 1;

    public override double Deviation(ReadOnlySpan<double> d) => 0;

    public override double Scale(double deviation, long count, double epsilon) => 1;

    public override double InferenceScale(double runningScale, double epsilon) => 1;

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale) => new double[d.Length];

    public override double DistanceToKink(ReadOnlySpan<double> d) => double.PositiveInfinity;
}
