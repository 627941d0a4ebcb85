using ILGPU;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Groups;

/// <summary>A tree in shared memory: runs on every device.</summary>
public readonly struct SharedMemoryTree : IGroupReduction
{
    /// <inheritdoc/>
    public static TTotals Combine<TTotals>(TTotals totals, Place place, int threads)
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var shared = SharedMemory.Allocate<TTotals>(GroupLimit.Threads);
        var index = Group.IdxX;
        Group.Barrier();
        shared[index] = totals;
        Group.Barrier();
        for (var half = threads >> 1; half > 0; half >>= 1)
        {
            if (place.Thread < half)
                shared[index] = TTotals.Combine(shared[index], shared[index + half * place.Distance]);
            Group.Barrier();
        }

        return shared[index];
    }
}
