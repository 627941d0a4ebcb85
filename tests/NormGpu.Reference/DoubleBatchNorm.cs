namespace NormGpu.Reference;

/// <summary>Batch norm of one channel in double, straight from the formulas of "Norm matters", section 3.</summary>
public static class DoubleBatchNorm
{
    /// <summary>y = weight·(x − mean)/s + bias with the statistics of x itself.</summary>
    public static ForwardResult Forward(NormFormula norm, ReadOnlySpan<double> x, double epsilon, double weight, double bias)
    {
        var mean = Mean(x);
        var d = Centred(x, mean);
        var deviation = norm.Deviation(d);
        var scale = norm.Scale(deviation, x.Length, epsilon);
        return new ForwardResult(mean, deviation, scale, norm.RunningScale(deviation, x.Length), Affine(d, scale, weight, bias));
    }

    /// <summary>y = weight·(x − mean)/s + bias with given statistics; <paramref name="runningScale"/> is the running variance for L2.</summary>
    public static double[] Inference(NormFormula norm, ReadOnlySpan<double> x, double mean, double runningScale, double epsilon, double weight, double bias) =>
        Affine(Centred(x, mean), norm.InferenceScale(runningScale, epsilon), weight, bias);

    /// <summary>Gradients of <see cref="Forward"/>: dx_i = [ĝ_i − mean(ĝ) − (sum ĝ·x̂)·(t_i − mean(t))]/s with ĝ = weight·dy, t = ds/dd.</summary>
    public static BackwardResult Backward(NormFormula norm, ReadOnlySpan<double> x, ReadOnlySpan<double> dy, double epsilon, double weight)
    {
        var n = x.Length;
        var mean = Mean(x);
        var d = Centred(x, mean);
        var scale = norm.Scale(norm.Deviation(d), n, epsilon);
        var slopes = norm.ScaleSlopes(d, scale);
        var slopeSize = MeanSize(slopes);
        slopes = Centred(slopes, Mean(slopes));
        var (sum, product, sumSize, productSize) = Sums(x, d, dy, mean, scale);

        var dx = new double[n];
        var terms = new double[n];
        for (var i = 0; i < n; i++)
        {
            dx[i] = weight * (dy[i] - sum / n - product * slopes[i]) / scale;
            terms[i] = Math.Abs(weight) * (Math.Abs(dy[i]) + sumSize / n + productSize * (Math.Abs(slopes[i]) + slopeSize)) / scale;
        }

        return new BackwardResult(dx, product, sum, slopes, terms, productSize, sumSize);
    }

    /// <summary>Gradients of <see cref="Inference"/>: the statistics are constants.</summary>
    public static BackwardResult BackwardInference(NormFormula norm, ReadOnlySpan<double> x, ReadOnlySpan<double> dy, double mean, double runningScale, double epsilon, double weight)
    {
        var scale = norm.InferenceScale(runningScale, epsilon);
        var (sum, product, sumSize, productSize) = Sums(x, Centred(x, mean), dy, mean, scale);
        var dx = new double[x.Length];
        var terms = new double[x.Length];
        for (var i = 0; i < dx.Length; i++)
        {
            dx[i] = weight * dy[i] / scale;
            terms[i] = Math.Abs(dx[i]);
        }

        return new BackwardResult(dx, product, sum, new double[x.Length], terms, productSize, sumSize);
    }

    /// <summary>(1 − m)·running + m·batch.</summary>
    public static double Running(double running, double batch, double factor) => (1 - factor) * running + factor * batch;

    /// <summary>x − mean.</summary>
    public static double[] Centred(ReadOnlySpan<double> x, double mean)
    {
        var d = new double[x.Length];
        for (var i = 0; i < d.Length; i++)
            d[i] = x[i] - mean;
        return d;
    }

    /// <summary>The mean.</summary>
    public static double Mean(ReadOnlySpan<double> x)
    {
        var total = 0.0;
        foreach (var value in x)
            total += value;
        return total / x.Length;
    }

    private static double MeanSize(ReadOnlySpan<double> x)
    {
        var total = 0.0;
        foreach (var value in x)
            total += Math.Abs(value);
        return total / x.Length;
    }

    private static double[] Affine(ReadOnlySpan<double> d, double scale, double weight, double bias)
    {
        var y = new double[d.Length];
        for (var i = 0; i < y.Length; i++)
            y[i] = weight * (d[i] / scale) + bias;
        return y;
    }

    private static (double Sum, double Product, double SumSize, double ProductSize) Sums(ReadOnlySpan<double> x, double[] d, ReadOnlySpan<double> dy, double mean, double scale)
    {
        var (sum, product, sumSize, productSize) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < d.Length; i++)
        {
            sum += dy[i];
            product += dy[i] * (d[i] / scale);
            sumSize += Math.Abs(dy[i]);
            productSize += Math.Abs(dy[i]) * (Math.Abs(x[i]) + Math.Abs(mean)) / scale;
        }

        return (sum, product, sumSize, productSize);
    }
}
