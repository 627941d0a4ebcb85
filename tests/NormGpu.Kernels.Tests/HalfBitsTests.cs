using NormGpu.Kernels.Float16;

namespace NormGpu.Kernels.Tests;

/// <summary>Exact conversion, against System.Half as the independent rule.</summary>
public class HalfBitsTests
{
    [Fact]
    public void Every_half_widens_exactly()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            var actual = HalfBits.ToSingle((ushort)bits);
            Assert.True(SameFloat(expected, actual), $"0x{bits:X4} widened to {actual:R}, not {expected:R}");
        }
    }

    [Fact]
    public void Floats_narrow_to_the_nearest_even_half()
    {
        foreach (var value in Floats.Telling())
        {
            var expected = (Half)value;
            var actual = BitConverter.UInt16BitsToHalf(HalfBits.FromSingle(value));
            Assert.True(
                Half.IsNaN(expected) ? Half.IsNaN(actual) : BitConverter.HalfToUInt16Bits(expected) == BitConverter.HalfToUInt16Bits(actual),
                $"{value:R} narrowed to {actual}, not {expected}");
        }
    }

    [Fact]
    public void Rounding_is_narrowing_and_widening()
    {
        foreach (var value in Floats.Telling())
            Assert.True(SameFloat((float)(Half)value, HalfBits.Round(value)), $"{value:R} rounded to {HalfBits.Round(value):R}");
    }

    internal static bool SameFloat(float left, float right) =>
        float.IsNaN(left) ? float.IsNaN(right) : BitConverter.SingleToInt32Bits(left) == BitConverter.SingleToInt32Bits(right);
}
