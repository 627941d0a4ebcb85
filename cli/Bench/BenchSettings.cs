using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Bench;

/// <summary>What `normgpu bench` measures.</summary>
/// <param name="Norms">One table row each, forward and backward.</param>
/// <param name="Activation">Behind the norm, in the same pass.</param>
/// <param name="Dimensions">N, C and spatial dimensions of the tensors.</param>
/// <param name="Layout">How they lie in memory.</param>
/// <param name="Type">Their storage type.</param>
/// <param name="Device">Where it is computed.</param>
/// <param name="Threads">Upper bound of threads on the CPU.</param>
/// <param name="Repetitions">Timed runs of each pass; the median counts.</param>
/// <param name="LeastBytes">Memory that the tensors of one row take at least, so that no cache holds them.</param>
internal sealed record BenchSettings(
    IReadOnlyList<Norm> Norms, Activation Activation, IReadOnlyList<long> Dimensions, ChannelLayout Layout, ElementType Type, ComputeDevice Device, int Threads, int Repetitions, long LeastBytes)
{
    public ChannelShape Shape => new(Dimensions[0], checked((int)Dimensions[1]), Dimensions.Skip(2).Aggregate(1L, (product, d) => product * d), Layout);

    public long BytesOfTensor => Shape.Count * (Type == ElementType.Float16 ? sizeof(ushort) : sizeof(float));

    public string ShapeName => string.Join('x', Dimensions);
}
