using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU;

/// <summary>Where the calling thread stands in its group, and how the group waits for all its threads. Only inside a kernel.</summary>
public static class Group
{
    public static int IdxX => Index.X;

    public static int IdxY => Index.Y;

    public static int IdxZ => Index.Z;

    public static Index3D Index => GpuThread.Current.Index;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => GpuThread.Current.Group.Dimension;

    public static int LinearIndex => GpuThread.Current.LinearIndex;

    public static bool IsFirstThread => LinearIndex == 0;

    public static bool IsLastThread => LinearIndex == Dimension.Size - 1;

    public static void Barrier() => Meet("Group.Barrier", vote: false);

    /// <summary>A barrier that tells how many threads said yes.</summary>
    public static int BarrierPopCount(bool predicate) => Meet("Group.BarrierPopCount", predicate).VotesCounted;

    public static bool BarrierAnd(bool predicate)
    {
        Meeting meeting = Meet("Group.BarrierAnd", predicate);
        return meeting.VotesCounted == meeting.Expected;
    }

    public static bool BarrierOr(bool predicate) => Meet("Group.BarrierOr", predicate).VotesCounted > 0;

    /// <summary>The value of one thread of the group, given to all.</summary>
    public static T Broadcast<T>(T value, int groupIndex)
        where T : unmanaged
    {
        GpuThread thread = GpuThread.Current;
        Meeting meeting = thread.Group.Everyone;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)groupIndex, (uint)meeting.Expected, nameof(groupIndex));
        int side = meeting.Offer(thread.LinearIndex, value);
        thread.Group.Scheduler.Meet(thread, meeting, "Group.Broadcast");
        return meeting.Read<T>(side, groupIndex);
    }

    private static Meeting Meet(string purpose, bool vote)
    {
        GpuThread thread = GpuThread.Current;
        Meeting meeting = thread.Group.Everyone;
        thread.Group.Scheduler.Meet(thread, meeting, purpose, vote);
        return meeting;
    }
}
