namespace ILGPU.Runtime.CPU.Simulation;

#pragma warning disable RCS1194 // Both are thrown in one place each, which says everything.

/// <summary>A thread of a kernel failed. The message names the kernel, the group and the thread.</summary>
internal sealed class KernelFault : AcceleratorException
{
    public KernelFault(string kernelName, GpuThread thread, string what, Exception? cause)
        : base($"Kernel {kernelName}, group {thread.Group.Index}, thread {thread.Index}: {what}.", cause!)
    {
    }

    public override AcceleratorType AcceleratorType => AcceleratorType.CPU;

    /// <summary>No thread of the group can go on: someone waits for threads that have returned or wait elsewhere.</summary>
    public static KernelFault Diverged(string kernelName, GpuGroup group)
    {
        GpuThread stuck = group.Threads.First(thread => thread.WaitsAt is not null);
        Meeting meeting = stuck.WaitsAt!;
        GpuThread missing = group.Threads.Skip(meeting.FirstThread).Take(meeting.Expected).First(thread => !ReferenceEquals(thread.WaitsAt, meeting));
        string why = missing.HasReturned ? "returned without reaching it" : $"waits at {missing.WaitsAt!.Purpose}";
        return new(
            kernelName,
            stuck,
            FormattableString.Invariant($"it waits at {meeting.Purpose} with {meeting.Waiting.Count} of {meeting.Expected} threads, but thread {missing.Index} {why}"),
            cause: null);
    }
}

/// <summary>Unwinds the stack of a simulated thread whose group has failed elsewhere.</summary>
internal sealed class GroupAbandonedException : Exception
{
    public GroupAbandonedException()
        : base("The group of this thread has failed.")
    {
    }
}
