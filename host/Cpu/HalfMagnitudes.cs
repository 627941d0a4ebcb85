using System.Numerics;

namespace NormGpu.Host.Cpu;

/// <summary>Magnitudes of FP16 bits, which are in the order of their values.</summary>
internal static unsafe class HalfMagnitudes
{
    /// <summary>The magnitude bits of 32,768: two halves below have a finite sum, also when rounded.</summary>
    public const ushort HalfOfRange = 0x7800;

    /// <summary>Elements that are looked at and then worked on while they are in the first-level cache.</summary>
    public const long ElementsPerPiece = 4096;

    /// <summary>Whether no magnitude reaches a limit, at most 0x7FFF.</summary>
    public static bool AllBelow(ushort limit, ushort* halves, long count)
    {
        var magnitude = new Vector<ushort>(0x7FFF);
        var largest = Vector<ushort>.Zero;
        long i = 0;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
            largest = Vector.Max(largest, *(Vector<ushort>*)(halves + i) & magnitude);
        if (Vector.GreaterThanOrEqualAny(largest, new Vector<ushort>(limit)))
            return false;
        for (; i < count; i++)
        {
            if ((halves[i] & 0x7FFF) >= limit)
                return false;
        }

        return true;
    }
}
