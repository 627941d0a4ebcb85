namespace NormGpu.Reference;

/// <summary>One channel, normalized.</summary>
/// <param name="Mean">mean(x).</param>
/// <param name="Deviation">As the norm defines it; for L2 the biased variance.</param>
/// <param name="Scale">s, eps included.</param>
/// <param name="RunningScale">What the running buffer averages.</param>
/// <param name="Y">The output.</param>
public sealed record ForwardResult(double Mean, double Deviation, double Scale, double RunningScale, double[] Y);
