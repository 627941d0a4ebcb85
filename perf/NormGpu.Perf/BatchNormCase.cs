namespace NormGpu.Perf;

/// <summary>One activation that is normalized.</summary>
internal readonly record struct BatchNormCase(int Batch, int Channels, int Height, int Width, bool ChannelsLast)
{
    public override string ToString() => $"{Batch}×{Channels}×{Height}×{Width} {(ChannelsLast ? "nhwc" : "nchw")}";
}
