using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The k largest of each column of a lane, 0 or more and largest first: k rows of a lane, so many floats apart.</summary>
/// <param name="first">The largest of each column.</param>
/// <param name="stride">Floats from one row to the next.</param>
/// <param name="k">Rows.</param>
internal readonly unsafe struct KeptInOrder<TLane>(float* first, long stride, int k)
    where TLane : struct, ISimdLane<TLane>
{
    private readonly float* past = first + k * stride;

    /// <summary>Forgets all; then each holds k zeros.</summary>
    public void Clear()
    {
        for (var place = first; place < past; place += stride)
            TLane.StoreSingle(place, TLane.Broadcast(0));
    }

    /// <summary>Takes in a value of each column.</summary>
    /// <returns>The smallest that is kept of each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take(TLane value)
    {
        // A place keeps its value, takes the new one, or that of the place above: no place waits for another.
        var above = TLane.Broadcast(float.PositiveInfinity);
        var smallest = above;
        for (var place = first; place < past; place += stride)
        {
            var kept = TLane.LoadSingle(place);
            smallest = TLane.Clamp(value, kept, above);
            TLane.StoreSingle(place, smallest);
            above = kept;
        }

        return smallest;
    }
}
