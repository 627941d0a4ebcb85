using ILGPU;
using NormGpu.Kernels.Memory;

namespace NormGpu.Host.Gpu;

/// <summary>The tensors of one call in device memory.</summary>
/// <param name="X">Input.</param>
/// <param name="Gradient">dy; X again in a forward pass.</param>
/// <param name="Output">y or dx; may be one of the others.</param>
internal readonly record struct GpuTensors(ArrayView<Pack> X, ArrayView<Pack> Gradient, ArrayView<Pack> Output);
