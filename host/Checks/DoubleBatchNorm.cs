using NormGpu.Kernels.Norms;

namespace NormGpu.Host.Checks;

/// <summary>Batch norm of one channel in double, written apart from the kernels, straight from the formulas of "Norm matters".</summary>
internal sealed class DoubleBatchNorm
{
    private readonly double[] x;
    private readonly double constant;
    private readonly List<(int Index, double Slope)> selected;

    public DoubleBatchNorm(BatchNormSettings settings, double[] x)
    {
        this.x = x;
        Mean = x.Average();
        var norm = settings.Norm;
        constant = norm == Norm.L1 ? Math.Sqrt(Math.PI / 2) : NormConstants.Of(settings, x.Length);
        var magnitudes = Array.ConvertAll(x, value => Math.Abs(value - Mean));
        // OrderBy is stable: ties keep the lowest index first.
        var largest = Enumerable.Range(0, x.Length).OrderByDescending(i => magnitudes[i]).ToList();
        selected = norm switch
        {
            Norm.LInf => Selected(largest[..1]),
            Norm.TopK => Selected(largest[..Math.Min(settings.K, x.Length)]),
            Norm.Range => Ends(ChunkRange.Chunks(x.Length)),
            _ => [],
        };
        Deviation = norm switch
        {
            Norm.L1 => magnitudes.Average(),
            Norm.L2 => magnitudes.Average(magnitude => magnitude * magnitude),
            Norm.Mean => 0,
            _ => selected.Sum(element => element.Slope * (x[element.Index] - Mean)),
        };
        Scale = norm switch
        {
            Norm.L2 => Math.Sqrt(Deviation + settings.Epsilon),
            Norm.Mean => 1,
            _ => constant * Deviation + settings.Epsilon,
        };
        IsL2 = norm == Norm.L2;
        IsL1 = norm == Norm.L1;
    }

    public double Mean { get; }

    public double Deviation { get; }

    public double Scale { get; }

    private bool IsL1 { get; }

    private bool IsL2 { get; }

    /// <summary>Gradient of x, and of weight and bias.</summary>
    public (double[] Dx, double Dweight, double Dbias) Gradients(double[] dy, double weight)
    {
        var n = x.Length;
        var dbias = dy.Sum();
        var dweight = dy.Select((value, i) => value * (x[i] - Mean) / Scale).Sum();
        var slopes = new double[n];
        for (var i = 0; i < n && (IsL1 || IsL2); i++)
            slopes[i] = IsL2 ? (x[i] - Mean) / Scale / n : Math.Sign(x[i] - Mean) / (double)n;
        foreach (var (index, slope) in selected)
            slopes[index] += slope;
        var meanSlope = slopes.Average();
        var dx = dy.Select((value, i) => weight / Scale * (value - dbias / n - constant * dweight * (slopes[i] - meanSlope))).ToArray();
        return (dx, dweight, dbias);
    }

    /// <summary>The deviation is the mean of their |d|: so each has the slope sign(d)/k.</summary>
    private List<(int Index, double Slope)> Selected(List<int> indices) =>
        indices.ConvertAll(i => (i, Math.Sign(x[i] - Mean) / (double)indices.Count));

    /// <summary>The first largest and first smallest element of each chunk.</summary>
    private List<(int Index, double Slope)> Ends(int chunks)
    {
        var ends = new List<(int Index, double Slope)>();
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var begin = (int)ChunkRange.Begin(x.Length, chunks, chunk);
            var values = x[begin..(int)ChunkRange.Begin(x.Length, chunks, chunk + 1)];
            ends.Add((begin + Array.IndexOf(values, values.Max()), 1.0 / chunks));
            ends.Add((begin + Array.IndexOf(values, values.Min()), -1.0 / chunks));
        }

        return ends;
    }
}
