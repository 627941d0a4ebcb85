namespace NormGpu.Reference;

/// <summary>Batch norm of one channel in double, from the paper's formulas.</summary>
/// <param name="Mean">mean(x), or what was given.</param>
/// <param name="Scale">s.</param>
/// <param name="RunningValue">What the running scale takes in.</param>
/// <param name="Y">Output.</param>
/// <param name="Dx">Gradient of x.</param>
/// <param name="Dweight">Gradient of gamma.</param>
/// <param name="Dbias">Gradient of beta.</param>
public sealed record ReferenceBatchNorm(double Mean, double Scale, double RunningValue, double[] Y, double[] Dx, double Dweight, double Dbias)
{
    /// <summary>Forward and backward with the batch's own statistics.</summary>
    public static ReferenceBatchNorm Train(IReferenceNorm norm, double[] x, double[] dy, double gamma, double beta, double epsilon)
    {
        // Summed from the first element on: a channel of constants has exactly its constant as mean.
        var mean = x[0] + x.Average(value => value - x[0]);
        var d = Array.ConvertAll(x, value => value - mean);
        var scale = norm.Scale(d, epsilon);
        var scaleGradient = norm.ScaleGradient(d, epsilon);

        // y = gamma·d/s + beta; d depends on x through its mean, s through every d.
        var lossByScale = -Enumerable.Range(0, x.Length).Sum(i => dy[i] * gamma * d[i]) / (scale * scale);
        var lossByD = Enumerable.Range(0, x.Length).Select(i => gamma * dy[i] / scale + lossByScale * scaleGradient[i]).ToArray();
        var average = lossByD.Average();
        return new ReferenceBatchNorm(
            mean, scale, norm.RunningValue(d),
            Array.ConvertAll(d, value => gamma * value / scale + beta),
            Array.ConvertAll(lossByD, value => value - average),
            Enumerable.Range(0, x.Length).Sum(i => dy[i] * d[i] / scale),
            dy.Sum());
    }

    /// <summary>Forward and backward with given statistics, which are constants.</summary>
    public static ReferenceBatchNorm Evaluate(double[] x, double[] dy, double gamma, double beta, double mean, double scale) => new(
        mean, scale, double.NaN,
        Array.ConvertAll(x, value => gamma * (value - mean) / scale + beta),
        Array.ConvertAll(dy, value => gamma * value / scale),
        Enumerable.Range(0, x.Length).Sum(i => dy[i] * (x[i] - mean) / scale),
        dy.Sum());
}
