namespace NormGpu.Reference;

/// <summary>deviation = mean over min(16, n/2) chunks of max − min, chunks as numpy.array_split cuts them; C = 0.35·C∞(n/chunks).</summary>
public sealed class RangeFormula : NormFormula
{
    public override double Constant(long count) =>
        0.35 * 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log((double)count / Chunks(count)));

    public override double Deviation(ReadOnlySpan<double> d)
    {
        var total = 0.0;
        var ends = Ends(d);
        foreach (var (smallest, largest) in ends)
            total += d[largest] - d[smallest];
        return total / ends.Count;
    }

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale)
    {
        var slopes = new double[d.Length];
        var ends = Ends(d);
        foreach (var (smallest, largest) in ends)
        {
            slopes[largest] += Constant(d.Length) / ends.Count;
            slopes[smallest] -= Constant(d.Length) / ends.Count;
        }

        return slopes;
    }

    /// <summary>Extremes are those of x itself, which no rounding moves.</summary>
    public override double DistanceToKink(ReadOnlySpan<double> d)
    {
        var nearest = double.PositiveInfinity;
        foreach (var (smallest, largest) in Ends(d))
        {
            if (smallest == largest)
                return 0;
            nearest = Math.Min(nearest, d[largest] - d[smallest]);
        }

        return nearest;
    }

    private static long Chunks(long count) => Math.Min(16, count / 2);

    /// <summary>Indices of the first smallest and first largest of each chunk.</summary>
    private static List<(int Smallest, int Largest)> Ends(ReadOnlySpan<double> d)
    {
        var chunks = (int)Chunks(d.Length);
        var ends = new List<(int Smallest, int Largest)>();
        var begin = 0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var end = begin + d.Length / chunks + (chunk < d.Length % chunks ? 1 : 0);
            var (smallest, largest) = (begin, begin);
            for (var i = begin; i < end; i++)
            {
                if (d[i] < d[smallest])
                    smallest = i;
                if (d[i] > d[largest])
                    largest = i;
            }

            ends.Add((smallest, largest));
            begin = end;
        }

        return ends;
    }
}
