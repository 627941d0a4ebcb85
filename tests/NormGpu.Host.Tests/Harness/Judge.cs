using NormGpu.Reference;

namespace NormGpu.Host.Tests.Harness;

/// <summary>Compares what a backend wrote with the double reference, by the table in <see cref="Tolerance"/>.</summary>
internal static class Judge
{
    /// <summary>Fails with the element that is furthest beyond its tolerance, if there is one.</summary>
    public static void Check(BatchNormCase data, BatchNormRun run, RunOptions options)
    {
        var worst = new Worst();
        for (var c = 0; c < data.Shape.Channels; c++)
        {
            Forward(data, run, options, c, worst);
            Backward(data, run, options, c, worst);
            Inference(data, run, options, c, worst);
        }

        Assert.Equal(0, run.NonFinite);
        Assert.True(worst.Ratio <= 1, $"{data} {options}: {worst.Text}");
    }

    /// <summary>The same for the training forward pass alone.</summary>
    public static void CheckForward(BatchNormCase data, BatchNormRun run, RunOptions options)
    {
        var worst = new Worst();
        for (var c = 0; c < data.Shape.Channels; c++)
            Forward(data, run, options, c, worst);
        Assert.Equal(0, run.NonFinite);
        Assert.True(worst.Ratio <= 1, $"{data} {options}: {worst.Text}");
    }

    private static void Forward(BatchNormCase data, BatchNormRun run, RunOptions options, int c, Worst worst)
    {
        var (precision, formula, x) = (data.Precision, data.Norm.Formula, data.X[c]);
        double weight = options.Weight && data.Norm.HasScale ? data.Weight[c] : 1, bias = options.Bias ? data.Bias[c] : 0;
        var expected = DoubleBatchNorm.Forward(formula, x, BatchNormCase.Epsilon, weight, bias);
        var largest = x.Max(Math.Abs);
        var meanError = Tolerance.Mean(precision, largest);
        var scaleError = Tolerance.Scale(precision, largest, BatchNormCase.Epsilon);
        worst.Add("mean", c, 0, expected.Mean, run.Mean[c], meanError);
        worst.Add("scale", c, 0, expected.Scale, run.Scale[c], scaleError);

        var runningError = data.Norm.Norm == Norm.L2 ? Tolerance.Variance(Math.Sqrt(expected.RunningScale), scaleError) : scaleError;
        var (oldMean, oldScale, factor) = ((double)data.RunningMean[c], (double)data.RunningScale[c], (double)options.Factor);
        worst.Add("running mean", c, 0, DoubleBatchNorm.Running(oldMean, expected.Mean, factor), run.RunningMean[c], Tolerance.Running(factor, meanError, oldMean, expected.Mean));
        if (data.Norm.HasScale)
            worst.Add("running scale", c, 0, DoubleBatchNorm.Running(oldScale, expected.RunningScale, factor), run.RunningScale[c], Tolerance.Running(factor, runningError, oldScale, expected.RunningScale));
        else
            worst.Add("running scale", c, 0, oldScale, run.RunningScale[c], 0);

        for (var i = 0; i < x.Length; i++)
            worst.Add("y", c, i, expected.Y[i], run.Y[c][i], Tolerance.Y(precision, precision.Exact ? x[i] : largest, expected.Mean, expected.Scale, weight, bias), precision.Type);
    }

    private static void Backward(BatchNormCase data, BatchNormRun run, RunOptions options, int c, Worst worst)
    {
        double weight = options.Weight && data.Norm.HasScale ? data.Weight[c] : 1;
        var expected = DoubleBatchNorm.Backward(data.Norm.Formula, data.X[c], data.Dy[c], BatchNormCase.Epsilon, weight);
        var statistics = DoubleBatchNorm.Forward(data.Norm.Formula, data.X[c], BatchNormCase.Epsilon, weight, 0);
        Gradients("", data, c, expected, statistics.Mean, statistics.Scale, weight, run.Dx, run.Dweight, run.Dbias, worst);
    }

    private static void Inference(BatchNormCase data, BatchNormRun run, RunOptions options, int c, Worst worst)
    {
        var (precision, formula, x, dy) = (data.Precision, data.Norm.Formula, data.X[c], data.Dy[c]);
        double weight = options.Weight && data.Norm.HasScale ? data.Weight[c] : 1, bias = options.Bias ? data.Bias[c] : 0;
        double mean = data.RunningMean[c], running = data.RunningScale[c];
        var scale = formula.InferenceScale(running, BatchNormCase.Epsilon);
        var expected = DoubleBatchNorm.Inference(formula, x, mean, running, BatchNormCase.Epsilon, weight, bias);
        for (var i = 0; i < x.Length; i++)
            worst.Add("inference y", c, i, expected[i], run.InferenceY[c][i], Tolerance.Y(precision, x[i], mean, scale, weight, bias), precision.Type);
        var gradients = DoubleBatchNorm.BackwardInference(formula, x, dy, mean, running, BatchNormCase.Epsilon, weight);
        Gradients("inference ", data, c, gradients, mean, scale, weight, run.InferenceDx, run.InferenceDweight, run.InferenceDbias, worst);
    }

    private static void Gradients(string direction, BatchNormCase data, int c, BackwardResult expected, double mean, double scale, double weight, double[][]? dx, float[]? dweight, float[]? dbias, Worst worst)
    {
        var largest = data.Dy[c].Max(Math.Abs);
        if (dweight is not null)
            worst.Add(direction + "dweight", c, 0, expected.Dweight, dweight[c], Tolerance.ParameterGradient(data.Precision, expected.Dweight, expected.DweightTerms));
        if (dbias is not null)
            worst.Add(direction + "dbias", c, 0, expected.Dbias, dbias[c], Tolerance.ParameterGradient(data.Precision, expected.Dbias, expected.DbiasTerms));

        if (dx is null)
            return;
        for (var i = 0; i < expected.Dx.Length; i++)
            worst.Add(direction + "dx", c, i, expected.Dx[i], dx[c][i], Tolerance.Dx(data.Precision, expected, i, largest, mean, scale, weight), data.Precision.Type);
    }

    private sealed class Worst
    {
        public double Ratio { get; private set; }

        public string Text { get; private set; } = "";

        /// <summary>One more result; <paramref name="stored"/> is the type that it was rounded to, null where the tolerance says it all.</summary>
        public void Add(string what, int channel, int element, double expected, double actual, double tolerance, ElementType? stored = null)
        {
            var allowed = tolerance + (stored is { } type ? Tolerance.Rounding(type, expected, actual) : 0);
            var ratio = !double.IsFinite(actual) ? double.PositiveInfinity : actual == expected ? 0 : Math.Abs(actual - expected) / allowed;
            if (ratio <= Ratio)
                return;
            Ratio = ratio;
            var ulps = stored is { } t ? $" = {Math.Abs(actual - expected) / (2 * Tolerance.Rounding(t, expected, expected)):F2} ulp" : "";
            Text = $"{what}[channel {channel}, {element}] expected {expected:R}, got {actual:R}, off by {Math.Abs(actual - expected):E2}{ulps}, allowed {allowed:E2}";
        }
    }
}
