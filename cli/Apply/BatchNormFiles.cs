namespace NormGpu.Cli.Apply;

/// <summary>The .npy files that a batch norm reads; null where a default takes their place.</summary>
/// <param name="Input">x.</param>
/// <param name="OutputGradient">dy.</param>
/// <param name="Weight">gamma.</param>
/// <param name="Bias">beta.</param>
/// <param name="RunningMean">Running mean.</param>
/// <param name="RunningScale">Running scale, for L2 running variance.</param>
internal sealed record BatchNormFiles(string Input, string? OutputGradient, string? Weight, string? Bias, string? RunningMean, string? RunningScale);
