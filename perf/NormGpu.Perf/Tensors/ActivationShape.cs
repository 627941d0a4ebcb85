using NormGpu.Host;

namespace NormGpu.Perf.Tensors;

/// <summary>An activation that a batch norm gets.</summary>
/// <param name="Batch">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H; 0 for (N, C).</param>
/// <param name="Width">W; 0 for (N, C).</param>
/// <param name="Layout">Where C lies in memory.</param>
public readonly record struct ActivationShape(int Batch, int Channels, int Height, int Width, ChannelLayout Layout)
{
    /// <summary>nchw, nhwc, or nc where there is nothing but N and C.</summary>
    public string LayoutName => Height == 0 ? "nc" : Layout == ChannelLayout.ChannelsFirst ? "nchw" : "nhwc";

    /// <summary>N x C x H x W, whatever the layout.</summary>
    public string Name => Height == 0 ? $"{Batch}x{Channels}" : $"{Batch}x{Channels}x{Height}x{Width}";

    /// <summary>As the operators take it.</summary>
    public ChannelShape ForOperators => new(Batch, Channels, Height == 0 ? 1 : (long)Height * Width, Layout);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {LayoutName}";
}
