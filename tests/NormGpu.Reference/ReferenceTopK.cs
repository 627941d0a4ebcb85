namespace NormGpu.Reference;

/// <summary>s = C∞(n)·mean of the k largest |d| + eps; k = 1 is L∞. Ties go to the lowest index.</summary>
public sealed class ReferenceTopK(int k) : IReferenceNorm
{
    public double Scale(double[] d, double epsilon) => RunningValue(d) + epsilon;

    public double RunningValue(double[] d) => Constant(d.Length) * Selected(d).Average(index => Math.Abs(d[index]));

    public double[] ScaleGradient(double[] d, double epsilon)
    {
        var gradient = new double[d.Length];
        var selected = Selected(d);
        foreach (var index in selected)
            gradient[index] = Constant(d.Length) * Math.Sign(d[index]) / selected.Length;
        return gradient;
    }

    private static double Constant(int count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));

    /// <summary>A stable sort keeps equal |d| in index order. Elements are compared as floats, as the contract says.</summary>
    private int[] Selected(double[] d) =>
        [.. Enumerable.Range(0, d.Length).OrderByDescending(index => (float)Math.Abs(d[index])).Take(Math.Min(k, d.Length))];
}
