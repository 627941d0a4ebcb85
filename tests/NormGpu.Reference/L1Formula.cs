namespace NormGpu.Reference;

/// <summary>deviation = mean|d|, C = sqrt(pi/2).</summary>
public sealed class L1Formula : NormFormula
{
    public override double Constant(long count) => Math.Sqrt(Math.PI / 2);

    public override double Deviation(ReadOnlySpan<double> d)
    {
        var total = 0.0;
        foreach (var value in d)
            total += Math.Abs(value);
        return total / d.Length;
    }

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale)
    {
        var slopes = new double[d.Length];
        for (var i = 0; i < slopes.Length; i++)
            slopes[i] = Constant(d.Length) * Math.Sign(d[i]) / d.Length;
        return slopes;
    }

    public override double DistanceToKink(ReadOnlySpan<double> d)
    {
        var nearest = double.PositiveInfinity;
        foreach (var value in d)
            nearest = Math.Min(nearest, Math.Abs(value));
        return nearest;
    }
}
