using NormGpu.Host;

namespace NormGpu.Host.Tests;

public unsafe class HalfAdditionTests
{
    /// <summary>More than a job, with a part of a lane at the end.</summary>
    private const int Count = 70_003;

    [Theory, InlineData(false, 1), InlineData(false, 2), InlineData(true, 2)]
    public void A_sum_of_any_halves_is_their_exact_sum_rounded_once(bool rectified, int threads)
    {
        var random = new Random(1);
        var left = new ushort[Count];
        var right = new ushort[Count];
        var sum = new ushort[Count];
        for (var i = 0; i < Count; i++)
        {
            // Neighbours in exponent as often as not, so that roundings and subnormals are among them.
            left[i] = (ushort)random.Next(65536);
            right[i] = random.Next(2) == 0 ? (ushort)random.Next(65536) : (ushort)(left[i] ^ random.Next(0x8000 >> random.Next(16)) ^ (random.Next(2) << 15));
        }

        fixed (ushort* a = left, b = right, c = sum)
        {
            if (rectified)
                HalfAddition.AddRelu(a, b, c, Count, threads);
            else
                HalfAddition.Add(a, b, c, Count, threads);
        }

        for (var i = 0; i < Count; i++)
        {
            var expected = (Half)((float)BitConverter.UInt16BitsToHalf(left[i]) + (float)BitConverter.UInt16BitsToHalf(right[i]));
            if (rectified && expected <= Half.Zero)
                expected = Half.Zero;
            var found = BitConverter.UInt16BitsToHalf(sum[i]);
            if (Half.IsNaN(expected))
                Assert.True(Half.IsNaN(found), $"{left[i]:x4} + {right[i]:x4}");
            else
                Assert.True(expected == found, $"{left[i]:x4} + {right[i]:x4}: {sum[i]:x4} in place of {BitConverter.HalfToUInt16Bits(expected):x4}");
        }
    }
}
