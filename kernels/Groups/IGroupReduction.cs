using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Groups;

/// <summary>How the threads of a group combine their totals; chosen by type. Always in the same order.</summary>
public interface IGroupReduction
{
    /// <summary>Combines the totals of each column's threads. All threads of the group call it; the thread 0 of each column gets the result.</summary>
    static abstract TTotals Combine<TTotals>(TTotals totals, Place place, int threads)
        where TTotals : unmanaged, ITotals<TTotals>;
}
