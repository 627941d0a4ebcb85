using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The pages of a tensor, met before their lines are fetched. The first line of a page waits until the page's place in memory is found, and so do those fetched or stored behind it; a line
/// that was fetched from it earlier has had it found meanwhile (measured: docs/decisions/0002). What is met may lie past the tensor: a fetch of what is not there does nothing.
/// </summary>
internal static unsafe class Pages
{
    /// <summary>Bytes of the smallest pages.</summary>
    private const int Size = 4096;

    /// <summary>Fetches a line of each page that <paramref name="count"/> elements lie in, but the first, which whoever fetches those elements meets at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MeetRest<TElement>(void* memory, long first, long count)
        where TElement : struct, IElement
    {
        if (!Sse.IsSupported)
            return;
        for (long offset = Size / TElement.Size; offset < count; offset += Size / TElement.Size)
            Sse.Prefetch0((byte*)memory + (first + offset) * TElement.Size);
        Sse.Prefetch0((byte*)memory + (first + count - 1) * TElement.Size);
    }

    /// <summary>Fetches a line of each page that some columns of rows lie in.</summary>
    /// <param name="memory">The tensor.</param>
    /// <param name="first">First column of the first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="columns">Columns of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MeetRows<TElement>(void* memory, long first, long rows, long stride, long columns)
        where TElement : struct, IElement
    {
        if (!Sse.IsSupported)
            return;
        if (stride * TElement.Size <= Size)
        {
            // The page where these rows begin is the one where those before them end.
            MeetRest<TElement>(memory, first, rows * stride);
            return;
        }

        for (var row = 0; row < rows; row++, first += stride)
        {
            Sse.Prefetch0((byte*)memory + first * TElement.Size);
            MeetRest<TElement>(memory, first, columns);
        }
    }
}
