using System.Globalization;

namespace NormGpu.Host;

/// <summary>Where the channel dimension lies in memory.</summary>
public enum ChannelLayout
{
    /// <summary>(N, C, …spatial), row-major: the elements of one channel and sample are contiguous.</summary>
    ChannelsFirst,

    /// <summary>(N, …spatial, C), row-major: the channels of one position are contiguous.</summary>
    ChannelsLast,
}

/// <summary>A batch of channels: N samples of C channels of S spatial positions, in one of two memory layouts.</summary>
/// <param name="Batch">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Spatial">S, the product of the spatial dimensions; 1 for (N, C).</param>
/// <param name="Layout">Where C lies in memory.</param>
public readonly record struct ChannelShape(long Batch, int Channels, long Spatial, ChannelLayout Layout)
{
    /// <summary>Elements that one channel reduces over: N·S.</summary>
    public long CountPerChannel => Batch * Spatial;

    /// <summary>All elements: N·C·S.</summary>
    public long Count => Batch * Channels * Spatial;

    /// <summary>The shape of a tensor as it lies in memory: (N, C, …) for channels-first, (N, …, C) for channels-last.</summary>
    /// <exception cref="ArgumentException">Not 2 to 5 dimensions, a dimension of 0 elements, or more than 2^31 − 1 channels.</exception>
    public static ChannelShape FromDimensions(ReadOnlySpan<long> dimensions, ChannelLayout layout)
    {
        var written = string.Join(", ", dimensions.ToArray().Select(d => d.ToString(CultureInfo.InvariantCulture)));
        if (dimensions.Length is < 2 or > 5)
            throw new ArgumentException($"The tensor has shape ({written}); batch norm takes 2 to 5 dimensions: (N, C), (N, C, L), (N, C, H, W) or (N, C, D, H, W).");
        foreach (var dimension in dimensions)
        {
            if (dimension < 1)
                throw new ArgumentException($"The tensor has shape ({written}); every dimension must hold at least one element.");
        }

        var channels = layout == ChannelLayout.ChannelsFirst ? dimensions[1] : dimensions[^1];
        if (channels > int.MaxValue)
            throw new ArgumentException($"The tensor has {channels} channels; at most {int.MaxValue} are supported.");

        var spatial = 1L;
        foreach (var dimension in layout == ChannelLayout.ChannelsFirst ? dimensions[2..] : dimensions[1..^1])
            spatial *= dimension;
        return new ChannelShape(dimensions[0], (int)channels, spatial, layout);
    }
}
