using System.Reflection;
using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU.Runtime.CPU;

/// <summary>
/// Simulates a GPU on the CPU: groups one after another, the threads of a group in a fixed order, each with its own stack, so that barriers,
/// shuffles and shared memory behave as on a device. It is for checking kernels on small shapes, not for speed.
/// </summary>
public sealed class CPUAccelerator : Accelerator
{
    private readonly Scheduler scheduler = new();

    internal CPUAccelerator(Context context, CPUDevice device)
        : base(context, device) => DefaultStream = new CPUStream(this);

    public int NumThreads => MaxNumThreads;

    /// <summary>Runs a kernel to its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The grid or the group is empty, or the group has more threads than the device allows.</exception>
    /// <exception cref="AcceleratorException">A thread of the kernel failed; the message names kernel, group and thread.</exception>
    internal void Launch(in KernelLaunch launch)
    {
        VerifyNotDisposed();
        KernelConfig config = launch.Config;
        if (!config.IsValid || config.GroupDim.LongSize > MaxNumThreadsPerGroup)
        {
            throw new ArgumentOutOfRangeException(
                nameof(launch),
                FormattableString.Invariant($"{launch.KernelName} was launched with a grid of {config.GridDim} and groups of {config.GroupDim}: every dimension is at least 1 and a group has at most {MaxNumThreadsPerGroup} threads."));
        }
        scheduler.Run(this, launch);
    }

    internal override TDelegate LoadExplicit<TDelegate>(MethodInfo method) => SimulatedLauncher.Explicit<TDelegate>(this, method);

    internal override TDelegate LoadImplicit<TDelegate>(MethodInfo method, int groupSize) => SimulatedLauncher.Implicit<TDelegate>(this, method, groupSize);

    protected override AcceleratorStream CreateStreamInternal() => new CPUStream(this);

    protected override void SynchronizeInternal() => VerifyNotDisposed();

    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => CPUMemoryBuffer.Create(this, length, elementSize);

    protected override void OnBind()
    {
    }

    protected override void OnUnbind()
    {
    }

    protected override void DisposeAccelerator_SyncRoot(bool disposing) => scheduler.Dispose();
}
