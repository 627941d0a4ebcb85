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
            var ends = Extremes<TKey, WithPlaces>(x, new KeyRuns(length, 3, length));
            Assert.Equal(EndsOf<TElement>(values), ends);
            // Those behind are found in the same order, and lose where they tie.
            Assert.Equal(ends, ends.Then(ends.Behind(values.Length)));
        }
    }

    /// <summary>Runs of several channels side by side, samples apart, shorter and longer than a register and than two; of few different values, which tie, and of many.</summary>
    [Theory]
    [InlineData(1, 9)]
    [InlineData(3, 50)]
    [InlineData(9, 64)]
    [InlineData(15, 300)]
    [InlineData(16, 7)]
    [InlineData(32, 3)]
    [InlineData(33, 4)]
    [InlineData(49, 2)]
    [InlineData(64, 5)]
    [InlineData(80, 5)]
    [InlineData(196, 8)]
    public void Each_channel_has_the_ends_of_its_own_runs(int length, int samples)
    {
        foreach (var channels in new[] { 1, 5, 31, RunEnds.MostChannels })
        {
            var random = new Random(length);
            CheckRuns(length, samples, channels, () => random.Next(-3, 4));
            CheckRuns(length, samples, channels, () => (float)(Half)(random.NextSingle() - random.NextSingle()));
        }
    }

    /// <summary>Elements of one sign, and zeros at either end, need another order than others do, and have neighbours that do not.</summary>
    [Theory]
    [InlineData(9, 64)]
    [InlineData(49, 2)]
    [InlineData(49, 7)]
    [InlineData(100, 3)]
    public void A_channel_of_one_sign_has_its_ends_beside_others(int length, int samples)
    {
        var random = new Random(length);
        var next = 0;
        CheckRuns(length, samples, RunEnds.MostChannels, () => (next++ / length % RunEnds.MostChannels) switch
        {
            3 => 1 + random.Next(100),
            10 => -1 - random.Next(100),
            11 => Math.Max(0f, random.Next(-9, 9)),
            12 => Math.Min(-0f, random.Next(-9, 9)),
            13 => random.Next(2) == 0 ? 0f : -0f,
            _ => random.Next(-99, 99),
        });
    }

    private static void CheckRuns(int length, int samples, int channels, Func<float> value)
    {
        float[] values = [.. Enumerable.Range(0, samples * channels * length).Select(_ => value())];
        short[] bits = [.. values.Select(value => BitConverter.HalfToInt16Bits((Half)value))];
        const int untouched = 12345;
        int[] memory = [.. Enumerable.Repeat(untouched, ChannelExtremes.Rows * (channels + 1))];
        fixed (short* x = bits)
        fixed (int* first = memory)
        {
            var extremes = new ChannelExtremes(first, channels + 1);
            RunEnds.Take<short, WithPlaces>(x, new KeyRuns(length, samples, channels * length), channels, length, extremes);
            for (var channel = 0; channel < channels; channel++)
                Assert.Equal(EndsOf<HalfElement>([.. Enumerable.Range(0, samples).SelectMany(sample => values.Skip((sample * channels + channel) * length).Take(length))]), extremes[channel]);
            // The next channel may be another thread's.
            Assert.Equal(new FirstEnds(untouched, untouched, untouched, untouched), extremes[channels]);
        }
    }

    /// <summary>Rows of few different values, so that most columns have ties, between columns that nobody asked for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void First_ends_of_columns_are_those_of_the_values(int rows)
    {
        CheckColumns<HalfElement, short>(rows, value => BitConverter.HalfToInt16Bits((Half)value));
        CheckColumns<SingleElement, int>(rows, BitConverter.SingleToInt32Bits);
    }

    private static void CheckColumns<TElement, TKey>(int rows, Func<float, TKey> bitsOf)
        where TElement : struct, IElement
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
    {
        var (stride, columns) = (45, 2 * System.Runtime.Intrinsics.Vector256<TKey>.Count);
        var random = new Random(rows);
        float[] values = [.. Enumerable.Range(0, 2 * rows * stride).Select(_ => random.Next(7) is 0 ? -0f : random.Next(-3, 4))];
        // One column without a negative element, one without a positive one.
        for (var row = 0; row < 2 * rows; row++)
            (values[row * stride + 1], values[row * stride + 2]) = (Math.Abs(values[row * stride + 1]), -Math.Abs(values[row * stride + 2]));
        TKey[] bits = [.. values.Select(bitsOf)];
        var (memory, later) = (new int[ChannelExtremes.Rows * stride], new int[ChannelExtremes.Rows * stride]);
        fixed (TKey* x = bits)
        fixed (int* first = memory, second = later)
        {
            var (extremes, next) = (new ChannelExtremes(first, stride), new ChannelExtremes(second, stride));
            ColumnEnds.Take<KeyRegister512<TKey>, TKey, WithPlaces>(x, rows, stride, extremes);
            for (var column = 0; column < columns; column++)
                Assert.Equal(EndsOf<TElement>(Column(column, 0, rows)), extremes[column]);
            ColumnEnds.Take<KeyRegister256<TKey>, TKey, WithPlaces>(x + rows * stride, rows, stride, next);
            ColumnEnds.Take<KeyRegister256<TKey>, TKey, WithPlaces>(x + rows * stride + columns / 2, rows, stride, next.From(columns / 2));
            // One less than whole registers.
            extremes.Append(next, columns - 1, rows);
            for (var column = 0; column < columns - 1; column++)
                Assert.Equal(EndsOf<TElement>(Column(column, 0, 2 * rows)), extremes[column]);
            Assert.Equal(EndsOf<TElement>(Column(columns - 1, 0, rows)), extremes[columns - 1]);
        }

        float[] Column(int column, int begin, int end) => [.. Enumerable.Range(begin, end - begin).Select(row => values[row * stride + column])];
    }

    private static FirstEnds EndsOf<TElement>(float[] values)
        where TElement : struct, IElement
    {
        var (smallest, largest) = (values.Min(), values.Max());
        return new FirstEnds(KeyOf(smallest), KeyOf(largest), Array.FindIndex(values, value => value == smallest), Array.FindIndex(values, value => value == largest));

        static int KeyOf(float value) => TElement.Size == sizeof(short)
            ? OrderKeys.Key(BitConverter.HalfToInt16Bits((Half)value))
            : OrderKeys.Key(BitConverter.SingleToInt32Bits(value));
    }

    private static (int Smallest, int Largest) Extremes<TKey>(TKey[] bits, int length, int runs)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
    {
        fixed (TKey* x = bits)
        {
            var ends = Extremes<TKey, WithoutPlaces>(x, new KeyRuns(length, runs, length));
            return (ends.Smallest, ends.Largest);
        }
    }

    private static FirstEnds Extremes<TKey, TPlaces>(TKey* x, KeyRuns runs)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var memory = stackalloc int[ChannelExtremes.Rows];
        RunEnds.Take<TKey, TPlaces>(x, runs, 1, 0, new ChannelExtremes(memory, 1));
        return new ChannelExtremes(memory, 1)[0];
    }
}
