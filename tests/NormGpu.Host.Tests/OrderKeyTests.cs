using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

/// <summary>Extremes as integers against extremes of the floats, over every tail of a register.</summary>
public unsafe class OrderKeyTests
{
    [Fact]
    public void Keys_are_in_the_order_of_the_halves()
    {
        var halves = Enumerable.Range(0, 1 << 16).Select(bits => (short)bits).ToArray();
        foreach (var bits in halves)
        {
            var (value, key) = ((float)BitConverter.Int16BitsToHalf(bits), OrderKeys.Key(bits));
            Assert.Equal(value, OrderKeys.Value<HalfElement>(key));
            if (float.IsNaN(value))
                Assert.True(Math.Abs(key) > OrderKeys.Key(BitConverter.HalfToInt16Bits(Half.PositiveInfinity)));
        }

        var finite = halves.Where(bits => !Half.IsNaN(BitConverter.Int16BitsToHalf(bits))).OrderBy(OrderKeys.Key).Select(bits => (float)BitConverter.Int16BitsToHalf(bits)).ToArray();
        for (var i = 1; i < finite.Length; i++)
            Assert.True(finite[i - 1] <= finite[i], $"{finite[i - 1]} comes before {finite[i]}");
    }

    [Theory]
    [InlineData(-1.0, 1.0)]
    [InlineData(1.0, 2.0)]
    [InlineData(-2.0, -1.0)]
    [InlineData(-1.0, -0.0)]
    [InlineData(-0.0, 0.0)]
    public void Extremes_are_those_of_the_values(double least, double most)
    {
        for (var length = 1; length <= 70; length++)
        {
            var random = new Random(length);
            float[] values = [.. Enumerable.Range(0, 3 * length).Select(_ => (float)(Half)(least + (most - least) * random.NextDouble()))];
            (values[0], values[^1]) = random.Next(2) == 0 ? ((float)least, (float)most) : ((float)most, (float)least);
            Check<HalfElement, short>([.. values.Select(value => BitConverter.HalfToInt16Bits((Half)value))], length, values);
            Check<SingleElement, int>([.. values.Select(BitConverter.SingleToInt32Bits)], length, values);
        }
    }

    [Fact]
    public void NaN_shows_at_either_end()
    {
        for (var length = 1; length <= 40; length++)
        {
            // Both signs: which one a computation gives depends on the processor.
            foreach (var nan in new[] { 0x7FC00000, -0x400000 })
            {
                var bits = Enumerable.Repeat(BitConverter.SingleToInt32Bits(1), length).ToArray();
                bits[length / 2] = nan;
                var (smallest, largest) = Extremes(bits, length, 1);
                Assert.True(float.IsNaN(OrderKeys.Value<SingleElement>(largest) - OrderKeys.Value<SingleElement>(smallest)));
            }
        }
    }

    private static void Check<TElement, TKey>(TKey[] bits, int length, float[] values)
        where TElement : struct, IElement
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
    {
        // Three runs, one after another.
        var (smallest, largest) = Extremes(bits, length, 3);
        Assert.Equal(values.Min(), OrderKeys.Value<TElement>(smallest));
        Assert.Equal(values.Max(), OrderKeys.Value<TElement>(largest));
        fixed (TKey* x = bits)
        {
            Assert.Equal(Array.FindIndex(values, value => value == values.Min()), OrderKeys.IndexOf(x, bits.Length, TKey.CreateTruncating(smallest)));
            Assert.Equal(Array.FindIndex(values, value => value == values.Max()), OrderKeys.IndexOf(x, bits.Length, TKey.CreateTruncating(largest)));
            Assert.Equal(-1, OrderKeys.IndexOf(x, bits.Length, OrderKeys.Key(TKey.CreateTruncating(0x1234))));
        }
    }

    private static (int Smallest, int Largest) Extremes<TKey>(TKey[] bits, int length, int runs)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
    {
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        fixed (TKey* x = bits)
            OrderKeys.Widen(x, length, runs, length, ref smallest, ref largest);
        return (smallest, largest);
    }
}
