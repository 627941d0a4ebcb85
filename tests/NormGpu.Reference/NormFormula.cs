namespace NormGpu.Reference;

/// <summary>A norm in double, as the paper writes it: s = C·deviation + eps. One file per variant derives from it.</summary>
public abstract class NormFormula
{
    /// <summary>The deviation from d = x − mean(x); for L2 the biased variance.</summary>
    public abstract double Deviation(ReadOnlySpan<double> d);

    /// <summary>C for <paramref name="count"/> elements a channel.</summary>
    public abstract double Constant(long count);

    /// <summary>ds/dd_i for every element, before its mean over the channel is taken out.</summary>
    /// <param name="d">x − mean(x).</param>
    /// <param name="scale">s of the channel.</param>
    public abstract double[] ScaleSlopes(ReadOnlySpan<double> d, double scale);

    /// <summary>s from the deviation.</summary>
    public virtual double Scale(double deviation, long count, double epsilon) => Constant(count) * deviation + epsilon;

    /// <summary>What the running buffer averages: C·deviation without eps; for L2 the unbiased variance.</summary>
    public virtual double RunningScale(double deviation, long count) => Constant(count) * deviation;

    /// <summary>s in eval, from the running buffer.</summary>
    public virtual double InferenceScale(double runningScale, double epsilon) => runningScale + epsilon;

    /// <summary>
    /// How far the channel is from a point where the gradient jumps (a sign that flips, another element selected), in units of x. Nearer than
    /// the rounding of d two correct implementations may differ. Exact repeats of one x are no such point: ties go to the lowest index.
    /// </summary>
    public abstract double DistanceToKink(ReadOnlySpan<double> d);
}
