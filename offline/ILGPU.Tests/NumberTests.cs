namespace ILGPU.Tests;

public class NumberTests
{
    [Fact]
    public void Every_half_keeps_its_bits_through_float()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            Half half = Interop.IntAsFloat((ushort)bits);
            System.Half expected = BitConverter.UInt16BitsToHalf((ushort)bits);
            Assert.Equal(System.Half.IsNaN(expected), Half.IsNaN(half));
            Assert.Equal((float)expected, (float)half);
            if (!Half.IsNaN(half))
                Assert.Equal((ushort)bits, Interop.FloatAsInt((Half)(float)half));
        }
    }

    [Theory]
    [InlineData(1f + 1f / 2048, 0x3C00)] // halfway between 1 and the next half: to even
    [InlineData(1f + 3f / 2048, 0x3C02)] // halfway again: to even, upwards
    [InlineData(65519.99f, 0x7BFF)]
    [InlineData(65520f, 0x7C00)]
    [InlineData(5.9604645e-8f, 0x0001)]
    [InlineData(2.9802322e-8f, 0x0000)]
    [InlineData(-1e9f, 0xFC00)]
    public void A_float_rounds_to_the_nearest_half(float value, int bits) => Assert.Equal(bits, Interop.FloatAsInt((Half)value));

    [Fact]
    public void Half_arithmetic_rounds_every_result()
    {
        var big = (Half)2048f;
        Assert.True(big + Half.One == big);
        Assert.Equal(1f, (float)Half.One);
        Assert.True(Half.IsInfinity(Half.MaxValue + Half.MaxValue));
        Assert.True((Half)1f / (Half)3f < (Half)0.3334f);
        Assert.Equal(2.5f, (float)Half.Abs(-(Half)2.5f));
    }

    [Theory]
    [InlineData(1f, 0x3F800000u)]
    [InlineData(-0f, 0x80000000u)]
    [InlineData(float.PositiveInfinity, 0x7F800000u)]
    public void Floats_and_their_bits_are_two_names_of_one_thing(float value, uint bits)
    {
        Assert.Equal(bits, Interop.FloatAsInt(value));
        Assert.Equal(value, Interop.IntAsFloat(bits));
        Assert.Equal((double)value, Interop.IntAsFloat(Interop.FloatAsInt((double)value)));
    }

    [Theory]
    [InlineData(0, 0, 32, 32)]
    [InlineData(1, 1, 31, 0)]
    [InlineData(-1, 32, 0, 0)]
    [InlineData(0x00F0, 4, 24, 4)]
    public void Bits_are_counted(int value, int ones, int leading, int trailing)
    {
        Assert.Equal(ones, IntrinsicMath.PopCount(value));
        Assert.Equal(leading, IntrinsicMath.LeadingZeroCount(value));
        Assert.Equal(trailing, IntrinsicMath.TrailingZeroCount(value));
    }

    [Theory]
    [InlineData(7, 3, 3)]
    [InlineData(6, 3, 2)]
    [InlineData(0, 3, 0)]
    public void Division_rounds_up(int numerator, int denominator, int quotient) => Assert.Equal(quotient, IntrinsicMath.DivRoundUp(numerator, denominator));

    [Fact]
    public void Indices_calculate_by_coordinate_and_know_their_bounds()
    {
        Index3D size = (4, 3, 2);
        Assert.Equal(24, size.Size);
        Assert.Equal(new Index3D(5, 5, 5), size + new Index3D(1, 2, 3));
        Assert.Equal(new Index2D(3, 2), size.YZ);
        Assert.True(new Index3D(3, 2, 1).InBounds(size));
        Assert.False(new Index3D(3, 3, 1).InBounds(size));
        Assert.True(new Index3D(4, 3, 2).InBoundsInclusive(size));
        Assert.Equal(1L << 40, new Index2D(1 << 20, 1 << 20).LongSize);
        Assert.Throws<OverflowException>(() => new LongIndex1D(1L << 32).ToIntIndex());
    }
}
