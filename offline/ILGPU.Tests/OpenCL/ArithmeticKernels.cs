namespace ILGPU.Tests.OpenCL;

/// <summary>Numbers: what C leaves undefined and .NET defines, and what the two round differently.</summary>
internal static class ArithmeticKernels
{
    private static readonly int[] Integers = [0, 1, -1, 7, -7, 31, 33, 65536, int.MaxValue, int.MinValue, 46341];

    private static readonly float[] Floats =
    [
        0f, -0f, 1f, -1f, 0.1f, 0.5f, -2.5f, 3.5f, 1e-40f, -1e-45f, 16777217f, 3e9f, -3e9f, 5e18f, 2e19f, -1e30f, 1e38f, float.NaN, float.PositiveInfinity, float.NegativeInfinity,
    ];

    public static IEnumerable<KernelCase> All { get; } =
    [
        KernelCase.Of<int, int>("signed integers wrap", Wrap, Integers, Integers.Length * 4, Integers.Length),
        KernelCase.Of<int, int>("a sum that wraps compares as the wrapped one", CompareWrapped, Integers, Integers.Length, Integers.Length),
        KernelCase.Of<int, int>("division truncates, the remainder has the dividend's sign", Divide, Integers, Integers.Length * 4, Integers.Length),
        KernelCase.Of<int, int>("shifts take their distance modulo the bits", Shift, Integers, Integers.Length * 3, Integers.Length),
        KernelCase.Of<int, long>("shifts of 64 bits", ShiftLong, Integers, Integers.Length * 3, Integers.Length),
        KernelCase.Of<int, int>("unsigned integers compare as such", CompareUnsigned, Integers, Integers.Length, Integers.Length),
        KernelCase.Of<int, long>("32 bits widen by sign or by zero", Widen, Integers, Integers.Length * 4, Integers.Length),
        KernelCase.Of<int, int>("small integers wrap when they are stored", Small, Integers, Integers.Length * 5, Integers.Length),
        KernelCase.Of<int, int>("bits are counted", CountBits, Integers, Integers.Length * 6, Integers.Length),
        KernelCase.Of<int, ulong>("64 bits multiply and divide unsigned", Multiply64, Integers, Integers.Length * 3, Integers.Length),
        KernelCase.Of<int, int>("integers have absolute values, minima and maxima", IntegerExtremes, [5, -5, 0, int.MaxValue, -int.MaxValue], 25, 5),
        KernelCase.Of<float, int>("NaN has no order", CompareFloats, Floats, Floats.Length * Floats.Length, Floats.Length),
        KernelCase.Of<float, float>("minima and maxima keep NaN and know -0", FloatExtremes, Floats, Floats.Length * Floats.Length * 2, Floats.Length),
        KernelCase.Of<float, int>("floats saturate as integers", ToIntegers, Floats, Floats.Length * 4, Floats.Length),
        KernelCase.Of<float, long>("floats saturate as integers of 64 bits", ToLongIntegers, Floats, Floats.Length * 2, Floats.Length),
        KernelCase.Of<int, float>("integers round to floats", ToFloats, [.. Integers, 16777217, 33554435, -16777219], 14 * 3, 14),
        KernelCase.Of<float, float>("products and sums are rounded one by one", MultiplyAdd, Floats, Floats.Length * Floats.Length, Floats.Length),
        KernelCase.Of<float, float>("a fused product and sum is rounded once", Fuse, Floats, Floats.Length * Floats.Length, Floats.Length),
        KernelCase.Of<float, float>("quotients and roots are rounded to nearest", DivideAndRoot, Floats, Floats.Length * (Floats.Length + 1), Floats.Length),
        KernelCase.Of<float, float>("floats are rounded to whole numbers", Whole, Floats, Floats.Length * 4, Floats.Length),
        KernelCase.Of<float, float>("signs are copied, turned round and taken off", Signs, Floats, Floats.Length * 3, Floats.Length),
        KernelCase.Of<float, float>("the remainder of floats is exact", FloatRemainder, [5.5f, -5.5f, 1e10f, 0.1f], 12, 4),
        KernelCase.Of<float, int>("floats have bits and classes", Classify, Floats, Floats.Length * 3, Floats.Length),
        KernelCase.Of<float, double>("doubles are doubles", Doubles, Floats, Floats.Length * 3, Floats.Length),
        KernelCase.Of<double, float>("doubles round to floats", ToSingle, [0.1, 1e-50, 1e300, 1.0000000596046448, double.NaN], 5, 5),
        KernelCase.Of<int, float>("every half widens exactly", WidenHalf, [0], 65536, 256, 256),
        KernelCase.Of<float, int>("floats narrow to the nearest half", NarrowHalf, [.. Floats, 65519.99f, 65520f, 5.9604645e-8f, 2.9802322e-8f, 1f + 1f / 2048, 1f + 3f / 2048, 6.1e-5f], 27 * 3, 27),
    ];

    private static void Wrap(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[4 * i] = x + 1_500_000_000;
        output[4 * i + 1] = x - 1_500_000_000;
        output[4 * i + 2] = x * x;
        output[4 * i + 3] = -x;
    }

    private static void CompareWrapped(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        output[i] = input[i] + 1 > input[i] ? 1 : input[i] - 1 < 0 ? 2 : 3;
    }

    private static void Divide(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[4 * i] = x / 3;
        output[4 * i + 1] = x % -4;
        output[4 * i + 2] = (int)((uint)x / 3u);
        output[4 * i + 3] = (int)((uint)x % 10u);
    }

    private static void Shift(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[3 * i] = x << x;
        output[3 * i + 1] = x >> (x + 1);
        output[3 * i + 2] = x >>> 4;
    }

    private static void ShiftLong(ArrayView<int> input, ArrayView<long> output)
    {
        int i = Group.IdxX;
        long x = input[i];
        output[3 * i] = x << (int)x;
        output[3 * i + 1] = x >> 40;
        output[3 * i + 2] = x >>> 40;
    }

    private static void CompareUnsigned(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        uint x = (uint)input[i];
        output[i] = (x > 1_000_000u ? 1 : 0) | (x >= 0x80000000u ? 2 : 0) | (input[i] < 7 ? 4 : 0) | ((ulong)(long)input[i] > 5ul ? 8 : 0);
    }

    private static void Widen(ArrayView<int> input, ArrayView<long> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[4 * i] = x;
        output[4 * i + 1] = (uint)x;
        output[4 * i + 2] = (long)(x + 1) * x;
        output[4 * i + 3] = (uint)(x * 3) + (long)x;
    }

    private static void Small(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        byte unsigned8 = (byte)x;
        sbyte signed8 = (sbyte)x;
        ushort unsigned16 = (ushort)(x * 7);
        short signed16 = (short)(x * 7);
        unsigned8 += 200;
        signed8 -= 100;
        unsigned16 *= unsigned16;
        output[5 * i] = unsigned8;
        output[5 * i + 1] = signed8;
        output[5 * i + 2] = unsigned16;
        output[5 * i + 3] = signed16;
        output[5 * i + 4] = (char)(x + 5);
    }

    private static void CountBits(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[6 * i] = IntrinsicMath.PopCount(x);
        output[6 * i + 1] = IntrinsicMath.LeadingZeroCount(x);
        output[6 * i + 2] = IntrinsicMath.TrailingZeroCount(x);
        output[6 * i + 3] = IntrinsicMath.TrailingZeroCount((long)x << 20);
        output[6 * i + 4] = ~x ^ (x & 0x55555555) | 3;
        output[6 * i + 5] = IntrinsicMath.LeadingZeroCount((ulong)(uint)x);
    }

    private static void Multiply64(ArrayView<int> input, ArrayView<ulong> output)
    {
        int i = Group.IdxX;
        ulong x = (ulong)(long)input[i];
        output[3 * i] = x * 0x9E3779B97F4A7C15ul;
        output[3 * i + 1] = x / 10;
        output[3 * i + 2] = (ulong)((long)x / 10);
    }

    private static void IntegerExtremes(ArrayView<int> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        int x = input[i];
        output[5 * i] = IntrinsicMath.Abs(x);
        output[5 * i + 1] = IntrinsicMath.Min(x, 3);
        output[5 * i + 2] = IntrinsicMath.Max(x + 1, 3);
        output[5 * i + 3] = (int)IntrinsicMath.Max((uint)x, 3u);
        output[5 * i + 4] = IntrinsicMath.Clamp(x, -2, 2);
    }

    private static void CompareFloats(ArrayView<float> input, ArrayView<int> output)
    {
        float x = input[Group.IdxX];
        for (int k = 0; k < input.Length; k++)
        {
            float y = input[k];
            int bits = (x < y ? 1 : 0) | (x <= y ? 2 : 0) | (x > y ? 4 : 0) | (x >= y ? 8 : 0) | (x == y ? 16 : 0) | (x != y ? 32 : 0);
            bits |= (!(x < y) ? 64 : 0) | (!(x <= y) ? 128 : 0) | (!(x > y) ? 256 : 0) | (!(x >= y) ? 512 : 0);
            output[Group.IdxX * input.IntLength + k] = bits;
        }
    }

    private static void FloatExtremes(ArrayView<float> input, ArrayView<float> output)
    {
        float x = input[Group.IdxX];
        for (int k = 0; k < input.Length; k++)
        {
            int place = 2 * (Group.IdxX * input.IntLength + k);
            output[place] = IntrinsicMath.Min(x, input[k]);
            output[place + 1] = MathF.Max(x, input[k]);
        }
    }

    private static void ToIntegers(ArrayView<float> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        output[4 * i] = (int)input[i];
        output[4 * i + 1] = (int)(uint)input[i];
        output[4 * i + 2] = (byte)input[i];
        output[4 * i + 3] = (short)input[i];
    }

    private static void ToLongIntegers(ArrayView<float> input, ArrayView<long> output)
    {
        int i = Group.IdxX;
        output[2 * i] = (long)input[i];
        output[2 * i + 1] = (long)(ulong)input[i];
    }

    private static void ToFloats(ArrayView<int> input, ArrayView<float> output)
    {
        int i = Group.IdxX;
        output[3 * i] = input[i];
        output[3 * i + 1] = (uint)input[i];
        output[3 * i + 2] = (long)input[i] * 1_000_003;
    }

    private static void MultiplyAdd(ArrayView<float> input, ArrayView<float> output)
    {
        float x = input[Group.IdxX];
        for (int k = 0; k < input.Length; k++)
            output[Group.IdxX * input.IntLength + k] = x * input[k] + 0.3f;
    }

    private static void Fuse(ArrayView<float> input, ArrayView<float> output)
    {
        float x = input[Group.IdxX];
        for (int k = 0; k < input.Length; k++)
            output[Group.IdxX * input.IntLength + k] = MathF.FusedMultiplyAdd(x, input[k], 0.3f);
    }

    private static void DivideAndRoot(ArrayView<float> input, ArrayView<float> output)
    {
        int columns = input.IntLength + 1;
        float x = input[Group.IdxX];
        for (int k = 0; k < input.Length; k++)
            output[Group.IdxX * columns + k] = x / input[k];
        output[Group.IdxX * columns + input.IntLength] = MathF.Sqrt(x);
    }

    private static void Whole(ArrayView<float> input, ArrayView<float> output)
    {
        int i = Group.IdxX;
        output[4 * i] = MathF.Floor(input[i]);
        output[4 * i + 1] = MathF.Ceiling(input[i]);
        output[4 * i + 2] = MathF.Truncate(input[i]);
        output[4 * i + 3] = MathF.Round(input[i]);
    }

    private static void Signs(ArrayView<float> input, ArrayView<float> output)
    {
        int i = Group.IdxX;
        output[3 * i] = IntrinsicMath.CopySign(3f, input[i]);
        output[3 * i + 1] = -input[i];
        output[3 * i + 2] = MathF.Abs(input[i]);
    }

    private static void FloatRemainder(ArrayView<float> input, ArrayView<float> output)
    {
        int i = Group.IdxX;
        output[3 * i] = input[i] % 3f;
        output[3 * i + 1] = input[i] % -0.7f;
        output[3 * i + 2] = 7f % input[i];
    }

    private static void Classify(ArrayView<float> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        bool isNaN = float.IsNaN(input[i]);
        output[3 * i] = isNaN ? 1 : float.IsInfinity(input[i]) ? 2 : float.IsFinite(input[i]) ? 3 : 4;
        output[3 * i + 1] = isNaN ? 0 : BitConverter.SingleToInt32Bits(input[i]);
        output[3 * i + 2] = isNaN ? 0 : (int)(Interop.FloatAsInt(Interop.IntAsFloat(0x3F800000u) + input[i]) >> 3);
    }

    private static void Doubles(ArrayView<float> input, ArrayView<double> output)
    {
        int i = Group.IdxX;
        double x = input[i];
        output[3 * i] = x / 3 + 0.1;
        output[3 * i + 1] = Math.Sqrt(x) * input[i];
        output[3 * i + 2] = Math.Max(x, 0.25);
    }

    private static void ToSingle(ArrayView<double> input, ArrayView<float> output) => output[Group.IdxX] = (float)input[Group.IdxX];

    private static void WidenHalf(ArrayView<int> input, ArrayView<float> output)
    {
        int bits = Grid.GlobalIndex.X;
        output[bits] = Interop.IntAsFloat((ushort)bits);
    }

    private static void NarrowHalf(ArrayView<float> input, ArrayView<int> output)
    {
        int i = Group.IdxX;
        bool isNumber = !float.IsNaN(input[i]);
        output[3 * i] = isNumber ? Interop.FloatAsInt((Half)input[i]) : -1;
        Half sum = (Half)input[i] + (Half)0.3f;
        output[3 * i + 1] = isNumber ? Interop.FloatAsInt(sum) : -1;
        output[3 * i + 2] = (Half)input[i] < sum ? 1 : 0;
    }
}
