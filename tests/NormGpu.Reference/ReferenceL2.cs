namespace NormGpu.Reference;

/// <summary>s = sqrt(mean d² + eps).</summary>
public sealed class ReferenceL2 : IReferenceNorm
{
    public double Scale(double[] d, double epsilon) => Math.Sqrt(d.Average(value => value * value) + epsilon);

    public double RunningValue(double[] d) => d.Sum(value => value * value) / (d.Length - 1);

    public double[] ScaleGradient(double[] d, double epsilon)
    {
        var scale = Scale(d, epsilon);
        return [.. d.Select(value => value / (d.Length * scale))];
    }
}
