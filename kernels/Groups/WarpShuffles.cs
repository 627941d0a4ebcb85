using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Groups;

/// <summary>
/// Shuffles inside each warp, then one value a warp through shared memory. For groups of one column. ILGPU's own group reduction combines warps by
/// atomics, in an order that differs from run to run; this one does not.
/// </summary>
public readonly struct WarpShuffles : IGroupReduction
{
    private const int MostWarps = 32;

    /// <inheritdoc/>
    public static TTotals Combine<TTotals>(TTotals totals, Place place, int threads)
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var shared = SharedMemory.Allocate<TTotals>(MostWarps);
        var warpSize = Warp.WarpSize;
        var combined = WarpExtensions.Reduce<TTotals, CombineOperation<TTotals>>(totals);
        Group.Barrier();
        if (Warp.LaneIdx == 0)
            shared[place.Thread / warpSize] = combined;
        Group.Barrier();
        var warps = (threads + warpSize - 1) / warpSize;
        var result = shared[0];
        for (var warp = 1; warp < warps; warp++)
            result = TTotals.Combine(result, shared[warp]);
        return result;
    }

    private readonly struct CombineOperation<TTotals> : IScanReduceOperation<TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
    {
        // A warp reduction asks for none of the three members below.
        public string CLCommand => string.Empty;

        public TTotals Identity => default;

        public TTotals Apply(TTotals first, TTotals second) => TTotals.Combine(first, second);

        public void AtomicApply(ref TTotals target, TTotals value) => target = TTotals.Combine(target, value);
    }
}
