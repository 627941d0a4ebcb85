using NormGpu.Host;

namespace NormGpu.Host.Tests;

public unsafe class HalfRectificationTests
{
    /// <summary>More than two jobs, with a part of a vector at the end.</summary>
    private const int Count = (1 << 18) + 77;

    [Theory, InlineData(1), InlineData(3)]
    public void Every_half_keeps_its_bits_or_becomes_zero(int threads)
    {
        var x = Enumerable.Range(0, Count).Select(i => (ushort)i).ToArray();
        var y = new ushort[Count];
        fixed (ushort* from = x, to = y)
            HalfRectification.Forward(from, to, Count, threads);
        for (var i = 0; i < Count; i++)
        {
            var value = BitConverter.UInt16BitsToHalf(x[i]);
            Assert.Equal(value > Half.Zero || Half.IsNaN(value) ? x[i] : 0, y[i]);
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_gradient_passes_where_the_output_is_not_zero(int threads)
    {
        var y = Enumerable.Range(0, Count).Select(i => (ushort)(i % 3 == 0 ? 0 : i | 1)).ToArray();
        var dy = Enumerable.Range(0, Count).Select(i => (ushort)(i * 7 + 1)).ToArray();
        var dx = new ushort[Count];
        fixed (ushort* kept = y, from = dy, to = dx)
            HalfRectification.Backward(kept, from, to, Count, threads);
        for (var i = 0; i < Count; i++)
            Assert.Equal(i % 3 == 0 ? 0 : dy[i], dx[i]);
    }
}
