using ILGPU.Algorithms.ScanReduceOperations;

namespace ILGPU.Algorithms;

/// <summary>Reductions over the threads of a warp, in an order that does not vary. All threads of the warp take part.</summary>
public static class WarpExtensions
{
    /// <summary>The total, for the first lane; the others get what their own tree gave them.</summary>
    public static T Reduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        WholeWarps.Require();
        TReduction reduction = default;
        for (int distance = Warp.WarpSize / 2; distance > 0; distance /= 2)
            value = reduction.Apply(value, Warp.ShuffleDown(value, distance));
        return value;
    }

    /// <summary>The total, for every lane.</summary>
    public static T AllReduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        Warp.Broadcast(Reduce<T, TReduction>(value), 0);
}
