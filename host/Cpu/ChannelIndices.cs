using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>Where some elements of neighbouring channels lie in a tensor, a lane of channels at a time.</summary>
internal static unsafe class ChannelIndices
{
    private const double Implicit = 1L << 52;

    /// <summary>The indices of one element of each channel.</summary>
    /// <param name="shape">Shape; a channel has fewer than 2^51 positions.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="begin">Position that places count from.</param>
    /// <param name="places">Which element of each channel.</param>
    /// <param name="indices">Receives where they lie.</param>
    public static void Find(in ChannelShape shape, int channel, int channels, long begin, int* places, long* indices)
    {
        // In channels-last each position is a segment.
        var spatial = shape.Layout == ChannelLayout.ChannelsLast ? 1 : shape.Spatial;
        var (segment, offset) = Math.DivRem(begin, spatial);
        var first = (segment * shape.Channels + channel) * spatial;
        var gap = (shape.Channels - 1) * spatial;
        var i = 0;
        for (; i <= channels - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var place = Vector256.Load(places + i);
            var behind = ToDouble(Vector512.Create(Vector256.WidenLower(place), Vector256.WidenUpper(place)) + Vector512.Create(offset));
            // A product with a rounded reciprocal: from the middle of an element it never gets past the segment's end.
            var segments = Vector512.Floor((behind + Vector512.Create(0.5)) * Vector512.Create(1.0 / spatial));
            var index = Vector512.FusedMultiplyAdd(segments, Vector512.Create((double)gap), behind);
            Vector512.Store(ToInteger(index) + Vector512<long>.Indices * spatial + Vector512.Create(first + i * spatial), indices + i);
        }

        for (; i < channels; i++)
        {
            var behind = offset + places[i];
            indices[i] = first + i * spatial + behind + behind / spatial * gap;
        }
    }

    // An integer below 2^52 is the mantissa of itself + 2^52. Not all processors convert lanes of 64 bits.
    private static Vector512<double> ToDouble(Vector512<long> value) => (value | Vector512.Create(Implicit).AsInt64()).AsDouble() - Vector512.Create(Implicit);

    private static Vector512<long> ToInteger(Vector512<double> value) => (value + Vector512.Create(Implicit)).AsInt64() ^ Vector512.Create(Implicit).AsInt64();
}
