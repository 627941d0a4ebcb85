namespace NormGpu.Reference;

/// <summary>deviation = max|d|, written apart from Top(1) so that one can judge the other.</summary>
public sealed class LInfFormula : NormFormula
{
    public override double Constant(long count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));

    public override double Deviation(ReadOnlySpan<double> d) => Math.Abs(d[Largest(d)]);

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale)
    {
        var slopes = new double[d.Length];
        var largest = Largest(d);
        slopes[largest] = Constant(d.Length) * Math.Sign(d[largest]);
        return slopes;
    }

    public override double DistanceToKink(ReadOnlySpan<double> d)
    {
        var largest = d[Largest(d)];
        var nearest = Math.Abs(largest);

        // Of two elements, d_1 = −d_0: either choice gives the same gradient.
        if (d.Length == 2)
            return nearest;
        foreach (var value in d)
        {
            if (value != largest)
                nearest = Math.Min(nearest, Math.Abs(largest) - Math.Abs(value));
        }

        return nearest;
    }

    private static int Largest(ReadOnlySpan<double> d)
    {
        var largest = 0;
        for (var i = 1; i < d.Length; i++)
        {
            if (Math.Abs(d[i]) > Math.Abs(d[largest]))
                largest = i;
        }

        return largest;
    }
}
