namespace NormGpu.Host.Cpu;

/// <summary>One element that the deviation was taken from.</summary>
/// <param name="Index">Where it lies in the memory that a pass works on, in elements.</param>
/// <param name="Gradient">dy there.</param>
/// <param name="Sign">Sign of x − mean, or of its share in the deviation.</param>
internal readonly record struct SelectedElement(long Index, float Gradient, float Sign);
