using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU;

/// <summary>
/// The calling thread's warp: its threads exchange values without shared memory. Only inside a kernel, and all threads of the warp take part.
/// </summary>
public static class Warp
{
    public static int WarpSize => GpuThread.Current.Group.WarpSize;

    public static int LaneIdx => GpuThread.Current.LaneIndex;

    public static int WarpIdx => GpuThread.Current.WarpIndex;

    public static bool IsFirstLane => LaneIdx == 0;

    public static bool IsLastLane => LaneIdx == WarpSize - 1;

    public static void Barrier()
    {
        GpuThread thread = GpuThread.Current;
        thread.Group.Scheduler.Meet(thread, MeetingOf(thread), "Warp.Barrier");
    }

    /// <summary>The value of another lane; of the calling lane itself where the other does not exist.</summary>
    public static T Shuffle<T>(T variable, int sourceLane)
        where T : unmanaged =>
        Shuffle(variable, sourceLane, WarpSize);

    public static T Shuffle<T>(T variable, int sourceLane, int width)
        where T : unmanaged =>
        Exchange(variable, Segment(width) + sourceLane, sourceLane, width, "Warp.Shuffle");

    public static T ShuffleDown<T>(T variable, int delta)
        where T : unmanaged =>
        ShuffleDown(variable, delta, WarpSize);

    public static T ShuffleDown<T>(T variable, int delta, int width)
        where T : unmanaged =>
        Exchange(variable, LaneIdx + delta, LaneIdx - Segment(width) + delta, width, "Warp.ShuffleDown");

    public static T ShuffleUp<T>(T variable, int delta)
        where T : unmanaged =>
        ShuffleUp(variable, delta, WarpSize);

    public static T ShuffleUp<T>(T variable, int delta, int width)
        where T : unmanaged =>
        Exchange(variable, LaneIdx - delta, LaneIdx - Segment(width) - delta, width, "Warp.ShuffleUp");

    public static T ShuffleXor<T>(T variable, int mask)
        where T : unmanaged =>
        ShuffleXor(variable, mask, WarpSize);

    public static T ShuffleXor<T>(T variable, int mask, int width)
        where T : unmanaged =>
        Exchange(variable, LaneIdx ^ mask, (LaneIdx - Segment(width)) ^ mask, width, "Warp.ShuffleXor");

    public static T Broadcast<T>(T value, int sourceLane)
        where T : unmanaged =>
        Exchange(value, sourceLane, sourceLane, WarpSize, "Warp.Broadcast");

    /// <summary>Offers a value to the warp and takes that of another lane.</summary>
    /// <param name="value">What the calling lane offers.</param>
    /// <param name="lane">The lane of the warp to read.</param>
    /// <param name="positionInSegment">The same lane, counted from the first of its segment of <paramref name="width"/> lanes.</param>
    /// <param name="width">Lanes that exchange with each other.</param>
    /// <param name="purpose">The function called.</param>
    private static T Exchange<T>(T value, int lane, int positionInSegment, int width, string purpose)
        where T : unmanaged
    {
        GpuThread thread = GpuThread.Current;
        Meeting meeting = MeetingOf(thread);
        int side = meeting.Offer(thread.LaneIndex, value);
        thread.Group.Scheduler.Meet(thread, meeting, purpose);
        bool exists = (uint)positionInSegment < (uint)width && (uint)lane < (uint)meeting.Expected;
        return exists ? meeting.Read<T>(side, lane) : value;
    }

    private static int Segment(int width) => LaneIdx / width * width;

    private static Meeting MeetingOf(GpuThread thread) => thread.Group.Warps[thread.WarpIndex];
}
