namespace NormGpu.Kernels.Memory;

/// <summary>Marks the helpers that move halves, 8 at a time or one. A backend that translates kernels finds them by this name and may put its own loads and stores there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorAccessAttribute : Attribute;
