namespace NormGpu.Reference;

/// <summary>One norm in double: the scale that a channel is divided by, and how the scale moves with each element.</summary>
public interface IReferenceNorm
{
    /// <summary>s from d = x − mean.</summary>
    double Scale(double[] d, double epsilon);

    /// <summary>What the running scale takes in: C·deviation without eps, for L2 the unbiased variance.</summary>
    double RunningValue(double[] d);

    /// <summary>ds/dd_i, taking the d_i as independent: the mean is taken out by the caller.</summary>
    double[] ScaleGradient(double[] d, double epsilon);
}
