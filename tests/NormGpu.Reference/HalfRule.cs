namespace NormGpu.Reference;

/// <summary>FP16 by its definition (IEEE 754 binary16), with integers and powers of two only: what conversions are judged by.</summary>
public static class HalfRule
{
    /// <summary>The number that the bits stand for.</summary>
    public static double Value(ushort bits)
    {
        var sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
        var exponent = (bits >> 10) & 0x1F;
        var fraction = bits & 0x3FF;
        return exponent switch
        {
            0 => sign * Math.ScaleB(fraction, -24),
            0x1F => fraction != 0 ? double.NaN : sign * double.PositiveInfinity,
            _ => sign * Math.ScaleB(0x400 + fraction, exponent - 25),
        };
    }

    /// <summary>Bits of the nearest half, ties to even, from 65520 on infinity; any NaN gives 0x7E00 or 0xFE00.</summary>
    public static ushort Nearest(double value)
    {
        var sign = double.IsNegative(value) ? 0x8000 : 0;
        var magnitude = Math.Abs(value);
        if (double.IsNaN(value))
            return (ushort)(sign | 0x7E00);
        if (magnitude >= 65520)
            return (ushort)(sign | 0x7C00);

        // The finite magnitudes are numbered in order by their bits, so the nearest is floor or floor + 1 on the grid of the value's binade.
        var exponent = Math.Max(magnitude == 0 ? -14 : Math.ILogB(magnitude), -14);
        var steps = Math.Round(Math.ScaleB(magnitude, 10 - exponent), MidpointRounding.ToEven);
        return (ushort)(sign | (((exponent + 14) << 10) + (int)steps));
    }

    /// <summary>The nearest half, as a number.</summary>
    public static double Round(double value) => Value(Nearest(value));
}
