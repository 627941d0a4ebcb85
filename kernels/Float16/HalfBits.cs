namespace NormGpu.Kernels.Float16;

/// <summary>Exact conversion between FP16 bits and FP32, one value at a time. Uses only what GPU kernels can compile.</summary>
/// <remarks>IEEE 754-2019: binary16 has 5 exponent and 10 fraction bits; narrowing rounds to nearest, ties to even.</remarks>
public static class HalfBits
{
    /// <summary>2^112: moves the exponent bias from 15 to 127, exact also for subnormal halves.</summary>
    public const float BiasShift = 5.192296858534828e33f;

    /// <summary>Added to a half's exponent, where a float has its own, this makes 2^-16 times its value; a half whose exponent is 0 becomes 2^-31 and more.</summary>
    internal const int RaisedExponent = 96 << 23;

    /// <summary>2^-30: 2^-16 times the smallest normal half.</summary>
    internal const float SmallestRaised = 1f / (1 << 30);

    /// <summary>2^16: what <see cref="RaisedExponent"/> leaves to do.</summary>
    public const float SmallBiasShift = 65536;

    /// <summary>0.5, whose unit in the last place is 2^-24, the smallest subnormal half: adding it rounds to subnormal halves.</summary>
    internal const float SubnormalRounder = 0.5f;

    /// <summary>Bits of 2^-14, the smallest normal half.</summary>
    internal const int SmallestNormal = 0x38800000;

    /// <summary>What the exponents of floats exceed those of halves by, 112, where a float has its exponent.</summary>
    private const int BiasDifference = 112 << 23;

    /// <summary>2^24: how many of the smallest half make 1.</summary>
    private const float SmallestPerOne = 1 << 24;

    /// <summary>
    /// 2^13·(1 + 2^-12): adding this times a value's power of two to the value makes FP32 round to the half's last place. In the sum's bits low word + 8·high word
    /// are the half's bits, as (13 + 127 − 15 + 1)·2^10 + 2^11, which the 2^-12 leaves in the low word, is 0 modulo 2^16. 2^11 is even, so ties stay ties.
    /// </summary>
    internal const float PlaceFactor = 8194;

    /// <summary>The quiet NaN of halves.</summary>
    internal const int QuietNaN = 0x7E00;

    /// <summary>Bits of 65520, the smallest float that rounds to infinity.</summary>
    internal const int FirstOverflow = 0x477FF000;

    /// <summary>Bits of FP32 infinity; a larger magnitude is NaN.</summary>
    internal const int Infinity = 0x7F800000;

    /// <summary>Widens one half. Exact; a NaN keeps its payload.</summary>
    public static float ToSingle(ushort half)
    {
        var word = (uint)half;
        // Sign and magnitude apart: a sign-extended half loses its sign in PTX.
        var aligned = (int)(((word & 0x8000u) << 16) | ((word & 0x7FFFu) << 13));
        if ((word & 0x7C00u) == 0x7C00u)
            return BitConverter.Int32BitsToSingle(aligned | Infinity);
        return BitConverter.Int32BitsToSingle(aligned) * BiasShift;
    }

    /// <summary>Narrows one float: round to nearest even; from 65520 on to infinity; NaN becomes the quiet NaN 0x7E00.</summary>
    public static ushort FromSingle(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        var sign = (bits >> 16) & 0x8000;
        var magnitude = bits & 0x7FFFFFFF;
        if (magnitude >= FirstOverflow)
            return (ushort)(sign | (magnitude > Infinity ? QuietNaN : 0x7C00));
        if (magnitude < SmallestNormal)
            return (ushort)(sign | (BitConverter.SingleToInt32Bits(BitConverter.Int32BitsToSingle(magnitude) + SubnormalRounder) - 0x3F000000));
        return (ushort)(sign | ((magnitude + 0x0FFF + ((magnitude >> 13) & 1) - BiasDifference) >> 13));
    }

    /// <summary>
    /// A float that tells the finite halves above a value: of a half's bits, followed by any 16 more, a float is made, and that is at least the limit where the half is above the value. Floats
    /// are in the order of their bits, as halves are.
    /// </summary>
    /// <param name="value">−65504 … 65504; not itself a half, as one equal to it might be taken for one above.</param>
    public static float LimitAbove(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value) & 0x7FFFFFFF;
        // The half next to it on the side of 0.
        var magnitude = bits >= SmallestNormal ? (bits - BiasDifference) >> 13 : (int)(BitConverter.Int32BitsToSingle(bits) * SmallestPerOne);
        return BitConverter.Int32BitsToSingle(value < 0 ? int.MinValue | (magnitude << 16) | 0xFFFF : (magnitude + 1) << 16);
    }

    /// <summary>Whether a value is one of those that halves have. NaN is none.</summary>
    public static bool IsHalf(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        // Most floats have digits that no normal half has.
        return ((bits & 0x1FFF) == 0 || (bits & 0x7FFFFFFF) < SmallestNormal) && Round(value) == value;
    }

    /// <summary>The nearest half, as a float: what storing and loading again would give.</summary>
    public static float Round(float value) => ToSingle(FromSingle(value));
}
