namespace NormGpu.Reference;

/// <summary>s = sqrt(pi/2)·mean|d| + eps.</summary>
public sealed class ReferenceL1 : IReferenceNorm
{
    private static readonly double Constant = Math.Sqrt(Math.PI / 2);

    public double Scale(double[] d, double epsilon) => RunningValue(d) + epsilon;

    public double RunningValue(double[] d) => Constant * d.Average(Math.Abs);

    public double[] ScaleGradient(double[] d, double epsilon) => [.. d.Select(value => Constant * Math.Sign(value) / d.Length)];
}
