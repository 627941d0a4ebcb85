using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Tells tensors in which subnormal halves abound, as gradients in FP16 training: the fastest conversion makes them subnormal floats, over which multipliers of
/// some processors take a hundred cycles (measured on an Intel Xeon: 1.3 ns a vector of 16, or 46 ns). A sample decides, as only time depends on it, never a bit.
/// </summary>
internal static unsafe class Subnormals
{
    /// <summary>Places that are looked at, at most, and elements between them on average, at least.</summary>
    private const int MostPlaces = 64;
    private const long ElementsPerPlace = 4096;

    /// <summary>Elements of a place.</summary>
    private const int PlaceLength = 32;

    /// <summary>One subnormal half in so many costs as much as the conversion that does not mind them.</summary>
    private const int Rarity = 1000;

    /// <summary>Steps of this fraction of the tensor spread evenly and keep no period of its layout.</summary>
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Whether subnormals abound.</summary>
    /// <param name="halves">FP16 bits, (count); or null, of which there are none.</param>
    /// <param name="count">Elements.</param>
    public static bool AboundIn(ushort* halves, long count)
    {
        if (halves == null || count < PlaceLength)
            return false;
        var places = (int)Math.Min(MostPlaces, (count + ElementsPerPlace - 1) / ElementsPerPlace);
        var found = Vector128<ushort>.Zero;
        for (var place = 0; place < places; place++)
        {
            var turns = place * GoldenRatio;
            var start = (long)((turns - Math.Floor(turns)) * (count - PlaceLength));
            for (var i = 0; i < PlaceLength; i += Vector128<ushort>.Count)
            {
                var magnitudes = Vector128.Load(halves + start + i) & Vector128.Create((ushort)0x7FFF);
                // 0 wraps around to the largest.
                found -= Vector128.LessThan(magnitudes - Vector128<ushort>.One, Vector128.Create((ushort)0x03FF));
            }
        }

        return Vector128.Sum(found) * Rarity > places * PlaceLength;
    }
}
