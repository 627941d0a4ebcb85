using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>Strips of rows that are taken column by column.</summary>
internal static unsafe class Strips
{
    /// <summary>Rows of a strip, at most.</summary>
    public const int MostRows = 32;

    /// <summary>Rows at least: enough to pay for a column's totals.</summary>
    private const int FewestRows = 8;

    /// <summary>Bytes from a strip's first row to its last, where there are more than the fewest: they stay in the first-level cache, so memory is read in its own order.</summary>
    private const long Bytes = 4096;

    /// <summary>Rows of a strip where rows lie <paramref name="stride"/> elements apart.</summary>
    public static long Rows<TElement>(long stride)
        where TElement : struct, IElement => Math.Clamp(Bytes / (stride * TElement.Size), FewestRows, MostRows);

    /// <summary>
    /// Elements from a row of a strip to what is fetched meanwhile: the next strip, or what is left of it. Past the last row lies another tensor, whose lines another thread may be writing to:
    /// it would have to fetch them back (measured: docs/decisions/0002).
    /// </summary>
    /// <param name="strip">First row of the strip.</param>
    /// <param name="rowsPerStrip">Rows of a strip.</param>
    /// <param name="rows">Rows of the tensor.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ahead(long strip, long rowsPerStrip, long rows, long stride) => Math.Clamp(rows - strip - rowsPerStrip, 0, rowsPerStrip) * stride;

    /// <summary>A strip is walked across its rows, which hardware prefetchers do not foresee: measured half the time at 256 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<TElement>(void* memory, long index)
        where TElement : struct, IElement
    {
        if (Sse.IsSupported)
            Sse.Prefetch0((byte*)memory + index * TElement.Size);
    }
}
