namespace NormGpu.Kernels.Norms;

/// <summary>The paper's constant for norms made of extremes.</summary>
internal static class ExtremeValue
{
    /// <summary>C∞(n) = 0.5·(1 + sqrt(pi·ln 4)) / sqrt(2·ln n), n of 2 or more. Source: "Norm matters", section 3.2. Host only.</summary>
    internal static double Constant(double count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));
}
