using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Memory for the totals of columns that are summed together, a lane each: on the stack, and on lines of the cache. A lane that lies on two takes twice as long to load and to store, and the
/// loops over rows do both in every strip.
/// </summary>
internal static unsafe class ColumnTotals<TLane>
    where TLane : struct, ISumLane<TLane>
{
    /// <summary>Columns at most, taken over all rows of a block before the next: their totals, a strip of their rows and what is fetched ahead fit the first-level cache.</summary>
    public const int Most = 16;

    private const int CacheLine = 64;

    /// <summary>Bytes that hold so many, wherever they begin.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Most * Unsafe.SizeOf<LaneTotals<TLane>>() + CacheLine;
    }

    /// <summary>The totals of so many columns, of any content.</summary>
    /// <param name="memory">So many <see cref="Bytes"/>.</param>
    /// <param name="columns">0 … <see cref="Most"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<LaneTotals<TLane>> In(byte* memory, int columns) => new((void*)(((nuint)memory + CacheLine - 1) & ~(nuint)(CacheLine - 1)), columns);
}
