namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Members of <see cref="Group"/> as code for a device. Each starts with a barrier, since the call before it may still be reading.</summary>
internal static class GroupSubstitutes
{
    public static int get_LinearIndex() => (Group.IdxZ * Group.DimY + Group.IdxY) * Group.DimX + Group.IdxX;

    public static int BarrierPopCount(bool predicate)
    {
        ArrayView<int> count = SharedMemory.Allocate<int>(1);
        Group.Barrier();
        if (get_LinearIndex() == 0)
            count[0] = 0;
        Group.Barrier();
        if (predicate)
            Atomic.Add(ref count[0], 1);
        Group.Barrier();
        return count[0];
    }

    public static bool BarrierAnd(bool predicate) => BarrierPopCount(!predicate) == 0;

    public static bool BarrierOr(bool predicate) => BarrierPopCount(predicate) > 0;

    public static T Broadcast<T>(T value, int groupIndex)
        where T : unmanaged
    {
        ArrayView<T> given = SharedMemory.Allocate<T>(1);
        Group.Barrier();
        if (get_LinearIndex() == groupIndex)
            given[0] = value;
        Group.Barrier();
        return given[0];
    }
}
