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
        return new PositionColumns(firstChannel, table, table + Pairs(channels, positions));
    }

    private static int Pairs(int channels, int positions) => channels * positions / (2 * TLane.Width);

    private static int[] Table(int channels, int positions)
    {
        const int width = PartialLane.WidestLane;
        var table = GC.AllocateUninitializedArray<int>(Pairs(channels, positions) * (1 + 2 * TLane.Width), pinned: true);
        var picks = table.AsSpan(Pairs(channels, positions));
        var offsets = stackalloc float[2 * width];
        var ordered = stackalloc double[width];
        for (var pair = 0; pair < Pairs(channels, positions); pair++)
        {
            var column = pair * 2 * TLane.Width;
            table[pair] = column / positions;
            for (var i = 0; i < 2 * TLane.Width; i++)
                offsets[i] = (column + i) / positions - table[pair];
            TElement.LoadPairFactors<TLane>(offsets, out var first, out var second);
            for (var lane = 0; lane < 2; lane++)
            {
                TLane.StoreDouble(ordered, lane == 0 ? first : second);
                for (var i = 0; i < TLane.Width; i++)
                    picks[column + lane * TLane.Width + i] = (int)ordered[i];
            }
        }

        return table;
    }
}
