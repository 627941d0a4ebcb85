using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Tests;

/// <summary>SIMD lanes do what the lane of one float does, element by element.</summary>
public unsafe class LaneTests
{
    [Fact]
    public void Lane_of_8_converts_as_the_scalar_code() => ConvertsAsTheScalarCode<Lane8>();

    [SkippableFact]
    public void Lane_of_16_converts_as_the_scalar_code()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, "this processor has no 512-bit registers");
        ConvertsAsTheScalarCode<Lane16>();
    }

    [Fact]
    public void Pairs_of_lanes_of_8_convert_as_the_scalar_code() => ConvertsPairsAsTheScalarCode<Lane8>();

    [SkippableFact]
    public void Pairs_of_lanes_of_16_convert_as_the_scalar_code()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, "this processor has no 512-bit registers");
        ConvertsPairsAsTheScalarCode<Lane16>();
    }

    [Fact]
    public void Lane_of_8_tells_halves_above_a_limit() => TellsHalvesAboveALimit<Lane8>();

    [Fact]
    public void Lane_of_16_tells_halves_above_a_limit() => TellsHalvesAboveALimit<Lane16>();

    [Fact]
    public void Lane_of_8_computes_as_the_lane_of_one() => ComputesAsTheLaneOfOne<Lane8>();

    [Fact]
    public void Lane_of_16_computes_as_the_lane_of_one() => ComputesAsTheLaneOfOne<Lane16>();

    [Fact]
    public void Lane_of_doubles_sums_what_floats_cannot()
    {
        var values = stackalloc float[8];
        var stored = stackalloc double[8];
        for (var i = 0; i < 8; i++)
            values[i] = i + 1;
        var sum = DoubleLane8.LoadSingle(values) + DoubleLane8.Broadcast(1e-9f);
        DoubleLane8.StoreDouble(stored, DoubleLane8.Keep(sum, 0, 3, DoubleLane8.Broadcast(-5)));
        for (var i = 0; i < 8; i++)
            Assert.Equal(i < 3 ? i + 1 + (double)1e-9f : -5, stored[i]);
    }

    [Fact]
    public void Lane_of_8_gathers_at_any_stride() => GathersAtAnyStride<Lane8>();

    [Fact]
    public void Lane_of_16_gathers_at_any_stride() => GathersAtAnyStride<Lane16>();

    [Fact]
    public void Lane_of_8_clamps_element_by_element() => ClampsElementByElement<Lane8>();

    [Fact]
    public void Lane_of_16_clamps_element_by_element() => ClampsElementByElement<Lane16>();

    private static void ClampsElementByElement<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        float[] value = [0, 1, -1, 2, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, 3];
        float[] low = [1, 0, -2, 2, 7, -7, 2e-40f, 3];
        float[] high = [2, 0.5f, -1, 2, float.MaxValue, 7, 1, float.PositiveInfinity];
        var values = stackalloc float[4 * TLane.Width];
        for (var i = 0; i < TLane.Width; i++)
            (values[i], values[TLane.Width + i], values[2 * TLane.Width + i]) = (value[i % 8], low[i % 8], high[i % 8]);
        TLane.StoreSingle(values + 3 * TLane.Width, TLane.Clamp(TLane.LoadSingle(values), TLane.LoadSingle(values + TLane.Width), TLane.LoadSingle(values + 2 * TLane.Width)));
        for (var i = 0; i < TLane.Width; i++)
            Assert.Equal(Math.Clamp(value[i % 8], low[i % 8], high[i % 8]), values[3 * TLane.Width + i]);
    }

    private static void GathersAtAnyStride<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        var source = stackalloc float[16 * 7];
        var gathered = stackalloc float[TLane.Width];
        for (var i = 0; i < 16 * 7; i++)
            source[i] = i;
        for (var stride = 1; stride <= 7; stride++)
        {
            TLane.StoreSingle(gathered, TLane.Gather(source, stride));
            for (var i = 0; i < TLane.Width; i++)
                Assert.Equal(i * stride, gathered[i]);
        }
    }

    private static void ConvertsAsTheScalarCode<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        var floats = stackalloc float[TLane.Width];
        var rounded = stackalloc float[TLane.Width];
        var halves = stackalloc ushort[TLane.Width];
        foreach (var chunk in Floats.Telling().Chunk(TLane.Width))
        {
            for (var i = 0; i < TLane.Width; i++)
                floats[i] = chunk[i % chunk.Length];
            var lane = TLane.LoadSingle(floats);
            TLane.StoreHalf(halves, lane);
            TLane.StoreSingle(rounded, TLane.RoundToHalf(lane));
            for (var i = 0; i < TLane.Width; i++)
            {
                var expected = (Half)floats[i];
                Assert.True(
                    Half.IsNaN(expected) ? Half.IsNaN(BitConverter.UInt16BitsToHalf(halves[i])) : BitConverter.HalfToUInt16Bits(expected) == halves[i],
                    $"{floats[i]:R} stored as 0x{halves[i]:X4}");
                Assert.True(HalfBitsTests.SameFloat((float)expected, rounded[i]), $"{floats[i]:R} rounded to {rounded[i]:R}");
            }

            TLane.StoreFiniteHalf(halves, lane);
            for (var i = 0; i < TLane.Width; i++)
            {
                if (MathF.Abs(floats[i]) < 65520)
                    Assert.True(BitConverter.HalfToUInt16Bits((Half)floats[i]) == halves[i], $"{floats[i]:R}, finite, stored as 0x{halves[i]:X4}");
            }

        }

        for (var bits = 0; bits <= ushort.MaxValue; bits += TLane.Width)
        {
            for (var i = 0; i < TLane.Width; i++)
                halves[i] = (ushort)(bits + i);
            TLane.StoreSingle(floats, TLane.LoadHalf(halves));
            for (var i = 0; i < TLane.Width; i++)
                Assert.True(HalfBitsTests.SameFloat((float)BitConverter.UInt16BitsToHalf(halves[i]), floats[i]), $"0x{halves[i]:X4} loaded as {floats[i]:R}");

            foreach (var subtrahend in new[] { 0, 1e-9f, -0.3333333f, 65504, -1000.001f })
            {
                LessASubtrahend(halves, TLane.MultiplySubtract(TLane.LoadScaledHalf(halves), TLane.Broadcast(HalfBits.BiasShift), TLane.Broadcast(subtrahend)), subtrahend);
                LessASubtrahend(halves, TLane.MultiplySubtract(TLane.LoadRaisedHalf(halves), TLane.Broadcast(HalfBits.SmallBiasShift), TLane.Broadcast(subtrahend)), subtrahend);
            }

            TLane.StoreSingle(floats, TLane.LoadRaisedHalf(halves));
            for (var i = 0; i < TLane.Width; i++)
                Assert.False(float.IsSubnormal(floats[i]), $"0x{halves[i]:X4} loaded as {floats[i]:R}");
        }
    }

    /// <summary>Values beside which halves lie closest, of every exponent and both signs.</summary>
    private static IEnumerable<float> BesideHalves()
    {
        for (var bits = 0; bits < 0x7C00; bits += 0x155)
        {
            var half = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            yield return MathF.BitIncrement(half);
            yield return -MathF.BitIncrement(half);
            if (half != 0)
            {
                yield return MathF.BitDecrement(half);
                yield return -MathF.BitDecrement(half);
            }
        }
    }

    private static void TellsHalvesAboveALimit<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        var count = 2 * TLane.Width;
        var halves = stackalloc ushort[count];
        var floats = stackalloc float[TLane.Width];
        var doubles = stackalloc double[count];
        var random = new Random(1);
        foreach (var value in BesideHalves())
        {
            // Halves right beside the value, and others, which stand behind those at odd places: NaN, too.
            var nearest = (int)HalfBits.FromSingle(value);
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i < count; i++)
                {
                    halves[i] = (ushort)(random.Next(8) switch
                    {
                        0 => 0xFFFF,
                        1 => random.Next(0x10000),
                        _ => Math.Clamp((nearest & 0x7FFF) + random.Next(-2, 3), 0, 0x7BFF) | (nearest & 0x8000),
                    });
                }

                var limit = TLane.Broadcast(HalfBits.LimitAbove(value));
                TLane.StoreSingle(floats, TLane.SelectAboveHalf(halves, limit, TLane.Broadcast(1), TLane.Broadcast(-1)));
                for (var i = 0; i < TLane.Width; i++)
                    IsOnItsSide(halves[i], value, floats[i]);
                TLane.SelectAboveHalfPair(
                    halves, limit, limit, TLane.Broadcast(1), TLane.Broadcast(1), TLane.Broadcast(-1), TLane.Broadcast(-1), out var first, out var second);
                TLane.StoreDoublePair(doubles, first, second);
                for (var i = 0; i < count; i++)
                    IsOnItsSide(halves[i], value, doubles[i]);
            }
        }

        // Each lane has limits and choices of its own.
        for (var i = 0; i < count; i++)
            halves[i] = (ushort)(i % 3 == 0 ? 0x3C00 : 0xBC00);
        TLane.SelectAboveHalfPair(
            halves, TLane.Broadcast(HalfBits.LimitAbove(0.1f)), TLane.Broadcast(HalfBits.LimitAbove(-1.1f)), TLane.Broadcast(2), TLane.Broadcast(3),
            TLane.Broadcast(4), TLane.Broadcast(5), out var even, out var odd);
        TLane.StoreSingle(floats, even);
        for (var i = 0; i < TLane.Width; i++)
            Assert.True(floats[i] is 2 or 4);
        TLane.StoreSingle(floats, odd);
        for (var i = 0; i < TLane.Width; i++)
            Assert.Equal(3, floats[i]);
    }

    private static void IsOnItsSide(ushort bits, float value, double found)
    {
        var half = (float)BitConverter.UInt16BitsToHalf(bits);
        Assert.True(!float.IsFinite(half) || found == (half > value ? 1 : -1), $"0x{bits:X4} beside {value:R}: {found}");
    }

    private static void LessASubtrahend<TLane>(ushort* halves, TLane difference, float subtrahend)
        where TLane : struct, ISimdLane<TLane>
    {
        var floats = stackalloc float[TLane.Width];
        TLane.StoreSingle(floats, difference);
        for (var i = 0; i < TLane.Width; i++)
            IsLess(halves[i], subtrahend, floats[i]);
    }

    /// <summary>Zeros by their sign, too; infinities and NaN need only be told from finite halves.</summary>
    private static void IsLess(ushort bits, float subtrahend, float difference)
    {
        var half = BitConverter.UInt16BitsToHalf(bits);
        Assert.True(
            Half.IsFinite(half) ? HalfBitsTests.SameFloat((float)half - subtrahend, difference) : subtrahend != 0 || MathF.Abs(difference) >= 65536,
            $"0x{bits:X4} less {subtrahend:R} loaded as {difference:R}");
    }

    private static void ConvertsPairsAsTheScalarCode<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        var count = 2 * TLane.Width;
        var floats = stackalloc float[count];
        var doubles = stackalloc double[count];
        var halves = (ushort*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(ushort)), 64);
        var constants = TLane.HalfConstants(HalfBits.BiasShift);
        var variables = TLane.HalfConstantsInRegisters(HalfBits.BiasShift);
        foreach (var chunk in Floats.Telling().Chunk(count))
        {
            for (var i = 0; i < count; i++)
                floats[i] = chunk[i % chunk.Length];
            TLane.LoadSinglePair(floats, out var first, out var second);
            TLane.StoreHalfPair(halves, first, second);
            for (var i = 0; i < count; i++)
            {
                var expected = (Half)floats[i];
                Assert.True(
                    Half.IsNaN(expected) ? Half.IsNaN(BitConverter.UInt16BitsToHalf(halves[i])) : BitConverter.HalfToUInt16Bits(expected) == halves[i],
                    $"{floats[i]:R}, in a pair, stored as 0x{halves[i]:X4}");
            }

            TLane.StoreFiniteHalfPair(halves, constants, first, second);
            HoldsTheFinite(halves, floats, count);
            TLane.StreamFiniteHalfPair(halves, variables, first, second);
            HoldsTheFinite(halves, floats, count);
            TLane.StoreDoublePair(doubles, first, second);
            for (var i = 0; i < count; i++)
                Assert.True(HalfBitsTests.SameFloat(floats[i], (float)doubles[i]), $"{floats[i]:R}, in a pair, stored as {doubles[i]:R}");
        }

        float[] subtrahends = [0, 1e-9f, -0.3333333f, 65504, -1000.001f];
        for (var bits = 0; bits <= ushort.MaxValue; bits += count)
        {
            for (var i = 0; i < count; i++)
                halves[i] = (ushort)(bits + i);
            TLane.LoadHalfPair(halves, out var first, out var second);
            TLane.StoreDoublePair(doubles, first, second);
            for (var i = 0; i < count; i++)
                Assert.True(HalfBitsTests.SameFloat((float)BitConverter.UInt16BitsToHalf(halves[i]), (float)doubles[i]), $"0x{halves[i]:X4}, in a pair, loaded as {doubles[i]:R}");

            foreach (var subtrahend in subtrahends)
            {
                for (var i = 0; i < count; i++)
                    floats[i] = subtrahend * i;
                TLane.LoadSinglePair(floats, out var firstSubtrahend, out var secondSubtrahend);
                foreach (var either in new[] { constants, variables })
                {
                    TLane.LoadScaledHalfPair(halves, either, out first, out second);
                    first = TLane.MultiplySubtract(first, either.Unscale, firstSubtrahend);
                    second = TLane.MultiplySubtract(second, either.Unscale, secondSubtrahend);
                    TLane.StoreDoublePair(doubles, first, second);
                    for (var i = 0; i < count; i++)
                        IsLess(halves[i], floats[i], (float)doubles[i]);
                }

                TLane.LoadRaisedHalfPair(halves, out first, out second);
                first = TLane.MultiplySubtract(first, TLane.Broadcast(HalfBits.SmallBiasShift), firstSubtrahend);
                second = TLane.MultiplySubtract(second, TLane.Broadcast(HalfBits.SmallBiasShift), secondSubtrahend);
                TLane.StoreDoublePair(doubles, first, second);
                for (var i = 0; i < count; i++)
                    IsLess(halves[i], floats[i], (float)doubles[i]);
            }
        }

        NativeMemory.AlignedFree(halves);
    }

    private static void HoldsTheFinite(ushort* halves, float* floats, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (MathF.Abs(floats[i]) < 65520)
                Assert.True(BitConverter.HalfToUInt16Bits((Half)floats[i]) == halves[i], $"{floats[i]:R}, finite, in a pair, stored as 0x{halves[i]:X4}");
        }

        new Span<ushort>(halves, count).Clear();
    }

    private static void ComputesAsTheLaneOfOne<TLane>()
        where TLane : struct, ISimdLane<TLane>
    {
        float[] special = [0, -0f, 1, -1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, 3e38f, -7];
        var left = stackalloc float[TLane.Width];
        var right = stackalloc float[TLane.Width];
        for (var shift = 0; shift < special.Length; shift++)
        {
            for (var i = 0; i < TLane.Width; i++)
            {
                left[i] = special[i % special.Length];
                right[i] = special[(i + shift) % special.Length];
            }

            var (a, b) = (TLane.LoadSingle(left), TLane.LoadSingle(right));
            Same(a + b, left, right, (x, y) => x + y);
            Same(a - b, left, right, (x, y) => x - y);
            Same(a * b, left, right, (x, y) => x * y);
            Same(TLane.Abs(a), left, right, (x, _) => MathF.Abs(x));
            Same(TLane.Sign(a), left, right, (x, _) => FloatLane.Sign(new FloatLane(x)).Value);
            Same(TLane.MultiplyAdd(a, b, a), left, right, (x, y) => MathF.FusedMultiplyAdd(x, y, x));
            Same(TLane.SubtractProduct(a, b, a), left, right, (x, y) => MathF.FusedMultiplyAdd(-y, x, x));
            Same(TLane.Keep(a, 0, 3, b), left, right, null);
            SameMaximum(TLane.Max(a, b), left, right);
            var reached = TLane.AtLeast(a, b);
            for (var i = 0; i < TLane.Width; i++)
                Assert.Equal(left[i] >= right[i], (reached >> i & 1) == 1);
        }
    }

    private static void SameMaximum<TLane>(TLane actual, float* left, float* right)
        where TLane : struct, ISimdLane<TLane>
    {
        var stored = stackalloc float[TLane.Width];
        TLane.StoreSingle(stored, actual);
        for (var i = 0; i < TLane.Width; i++)
        {
            var one = FloatLane.Max(new FloatLane(left[i]), new FloatLane(right[i])).Value;
            Assert.True(stored[i] == one || (float.IsNaN(stored[i]) && float.IsNaN(one)), $"max({left[i]}, {right[i]}) = {stored[i]} and {one}");
        }
    }

    private static void Same<TLane>(TLane actual, float* left, float* right, Func<float, float, float>? expected)
        where TLane : struct, ISimdLane<TLane>
    {
        var stored = stackalloc float[TLane.Width];
        TLane.StoreSingle(stored, actual);
        for (var i = 0; i < TLane.Width; i++)
        {
            var wanted = expected is null ? (i < 3 ? left[i] : right[i]) : expected(left[i], right[i]);
            Assert.True(HalfBitsTests.SameFloat(wanted, stored[i]), $"element {i}: expected {wanted:R}, got {stored[i]:R}");
        }
    }
}
