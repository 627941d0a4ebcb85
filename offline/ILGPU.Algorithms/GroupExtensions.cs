using ILGPU.Algorithms.ScanReduceOperations;

namespace ILGPU.Algorithms;

/// <summary>Reductions over all threads of a group, in an order that does not vary. All threads of the group take part.</summary>
public static class GroupExtensions
{
    /// <summary>The total, for the first thread; the others get the identity, since on a GPU they get nothing to rely on.</summary>
    public static T Reduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        T total = AllReduce<T, TReduction>(value);
        return Group.IsFirstThread ? total : default(TReduction).Identity;
    }

    /// <summary>The total, for every thread.</summary>
    public static T AllReduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        WholeWarps.Require();
        TReduction reduction = default;
        ArrayView<T> values = SharedMemory.Allocate<T>(Group.Dimension.Size);
        values[Group.LinearIndex] = value;
        Group.Barrier();
        if (Group.IsFirstThread)
        {
            T total = reduction.Identity;
            for (int thread = 0; thread < values.IntLength; thread++)
                total = reduction.Apply(total, values[thread]);
            values[0] = total;
        }
        Group.Barrier();
        return values[0];
    }
}
