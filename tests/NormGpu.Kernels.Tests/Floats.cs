namespace NormGpu.Kernels.Tests;

/// <summary>Floats at which a wrong conversion shows.</summary>
internal static class Floats
{
    /// <summary>Every half, every midpoint between halves and its neighbours, both signs, random fractions at every exponent, and random bits.</summary>
    public static IEnumerable<float> Telling()
    {
        for (var bits = 0; bits < 0x7C00; bits++)
        {
            var half = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            var next = bits == 0x7BFF ? 65536f : (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            var middle = half + (next - half) / 2;
            foreach (var value in new[] { half, MathF.BitIncrement(half), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle) })
            {
                yield return value;
                yield return -value;
            }
        }

        foreach (var value in new[] { 65519.996f, 65520f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, -0f })
            yield return value;
        yield return BitConverter.Int32BitsToSingle(0x7F800001);
        yield return BitConverter.Int32BitsToSingle(-1);
        var random = new Random(5);

        // 2^-28 to 2^18: from where halves vanish to where they overflow.
        for (var exponent = 127 - 28; exponent <= 127 + 18; exponent++)
        {
            for (var i = 0; i < 40_000; i++)
                yield return BitConverter.Int32BitsToSingle(random.Next(2) << 31 | exponent << 23 | random.Next(1 << 23));
        }

        for (var i = 0; i < 500_000; i++)
            yield return BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
    }
}
