using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The tables of <see cref="PositionColumns"/> for the groups of <see cref="ShortSegmentLoops"/>, which all have the same; made once for each number of positions.</summary>
internal static unsafe class PairPicks<TElement, TLane>
    where TElement : struct, IElement
    where TLane : struct, ISumLane<TLane>
{
    /// <summary>By positions: the first channel of each pair of lanes, then the picks of each column.</summary>
    private static readonly int[]?[] Tables = new int[ShortSegmentLoops.MostPositions + 1][];

    /// <summary>The columns of a group.</summary>
    /// <param name="firstChannel">First channel of the group.</param>
    /// <param name="channels">Channels of a group, the same for all groups of so many positions.</param>
    /// <param name="positions">Columns a channel, 2 at least.</param>
    public static PositionColumns Columns(int firstChannel, int channels, int positions)
    {
        // Two threads that make the same table do no harm.
        var table = (int*)Unsafe.AsPointer(ref (Tables[positions] ??= Table(channels, positions))[0]);
        return new PositionColumns(firstChannel, positions, table, table + Pairs(channels, positions));
    }

    private static int Pairs(int channels, int positions) => channels * positions / (2 * TLane.Width);

    private static int[] Table(int channels, int positions)
    {
        var table = GC.AllocateUninitializedArray<int>(Pairs(channels, positions) * (1 + 2 * TLane.Width), pinned: true);
        var picks = table.AsSpan(Pairs(channels, positions));
        var offsets = new float[2 * TLane.Width];
        for (var pair = 0; pair < Pairs(channels, positions); pair++)
        {
            var column = pair * 2 * TLane.Width;
            table[pair] = column / positions;
            for (var i = 0; i < 2 * TLane.Width; i++)
                offsets[i] = (column + i) / positions - table[pair];
            Order(offsets).CopyTo(picks[column..]);
        }

        return table;
    }

    /// <summary>What belongs to the columns of a pair, in the order of its elements.</summary>
    private static int[] Order(float[] columns)
    {
        var ordered = stackalloc double[2 * PartialLane.WidestLane];
        fixed (float* source = columns)
        {
            TElement.LoadPairFactors<TLane>(source, out var first, out var second);
            TLane.StoreDouble(ordered, first);
            TLane.StoreDouble(ordered + TLane.Width, second);
        }

        return [.. new ReadOnlySpan<double>(ordered, columns.Length).ToArray().Select(value => (int)value)];
    }
}
