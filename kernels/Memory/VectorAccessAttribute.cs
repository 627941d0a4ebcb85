namespace NormGpu.Kernels.Memory;

/// <summary>Marks the one helper that moves 8 halves at a time. A backend that translates kernels finds it by name and may put its own vector access there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorAccessAttribute : Attribute;
