using NormGpu.Host;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Operators;

/// <summary>A batch norm that is measured.</summary>
/// <param name="Norm">The deviation.</param>
/// <param name="Shape">Of the activation.</param>
/// <param name="Type">Of its elements.</param>
public sealed record BatchNormCase(Norm Norm, ActivationShape Shape, ElementType Type) : IOperatorCase
{
    /// <summary>Stages of ResNets, heads, and shapes that divide by nothing.</summary>
    public static IReadOnlyList<ActivationShape> Shapes { get; } =
    [
        .. InBothLayouts(64, 64, 56, 56),
        .. InBothLayouts(128, 128, 28, 28),
        .. InBothLayouts(128, 256, 14, 14),
        .. InBothLayouts(32, 512, 7, 7),
        .. InBothLayouts(33, 67, 13, 13),
        new(128, 1024, 0, 0, ChannelLayout.ChannelsLast),
        new(1021, 67, 0, 0, ChannelLayout.ChannelsLast),
    ];

    /// <summary>Tensors of a backward pass.</summary>
    public const int BackwardTensors = 3;

    /// <inheritdoc/>
    public long BytesMoved(int tensors)
    {
        // Mean-only batch norm has no slope, so its gradient does not ask for x.
        var read = Norm == Norm.Mean && tensors == BackwardTensors ? tensors - 1 : tensors;
        return read * Shape.ForOperators.Count * TensorSets.SizeOf(Type);
    }

    /// <summary>Every shape and type for some norms.</summary>
    public static IEnumerable<BatchNormCase> All(params Norm[] norms) =>
        from norm in norms
        from shape in Shapes
        from type in Enum.GetValues<ElementType>()
        select new BatchNormCase(norm, shape, type);

    /// <inheritdoc/>
    public override string ToString() => $"{Norm} {Shape} {Type}";

    private static ActivationShape[] InBothLayouts(int batch, int channels, int height, int width) =>
        [.. Enum.GetValues<ChannelLayout>().Select(layout => new ActivationShape(batch, channels, height, width, layout))];
}
