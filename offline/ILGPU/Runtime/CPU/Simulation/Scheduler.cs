namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>
/// Runs the threads of one group at a time, one thread at a time, in an order that never varies. Each simulated thread has its own stack, on a
/// worker; whoever waits at a barrier passes the turn on. Only the holder of the turn touches this object, so it needs no locks. A barrier
/// releases the threads in the opposite order of their arrival, so code that leans on an order meets both.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private readonly Lock launching = new();
    private readonly Turn caller = new();
    private readonly Stack<Worker> idle = new();
    private readonly Stack<GpuThread> ready = new();

    private KernelLaunch launch;
    private GpuGroup group = null!;
    private long groupsBegun;
    private int threadsBegun;
    private KernelFault? fault;

    /// <summary>The processor on which the workers run: that of the thread which launched.</summary>
    public int Processor { get; private set; }

    public bool IsStopping { get; private set; }

    /// <summary>Runs a launch to its end.</summary>
    /// <exception cref="AcceleratorException">A thread failed; the rest of the grid was not run.</exception>
    public void Run(CPUAccelerator accelerator, in KernelLaunch kernel)
    {
        lock (launching)
        {
            launch = kernel;
            group = new GpuGroup(accelerator, this, kernel.Config);
            fault = null;
            groupsBegun = 0;
            threadsBegun = group.Threads.Count;
            Processor = Simulation.Processor.Current();

            IdleWorker().Turn.Give();
            caller.Wait();

            group.ReleaseMemory();
            group = null!;
            launch = default;
            if (fault is not null)
                throw fault;
        }
    }

    /// <summary>On a worker with an empty stack that holds the turn: runs threads on it until another worker has to go on.</summary>
    public void Drive(Worker worker)
    {
        while (true)
        {
            if (ready.TryPop(out GpuThread? thread))
            {
                idle.Push(worker);
                thread.Worker!.Turn.Give();
                return;
            }
            if (fault is null && threadsBegun < group.Threads.Count)
            {
                RunThread(group.Threads[threadsBegun++], worker);
            }
            else if (group.Threads.Any(other => other.WaitsAt is not null))
            {
                AbandonGroup(KernelFault.Diverged(launch.KernelName, group));
            }
            else if (fault is null && groupsBegun < launch.Config.GridDim.LongSize)
            {
                group.Begin(groupsBegun++);
                threadsBegun = 0;
            }
            else
            {
                idle.Push(worker);
                caller.Give();
                return;
            }
        }
    }

    /// <summary>On a simulated thread: waits until all threads that the meeting expects have come to it for the same purpose.</summary>
    public void Meet(GpuThread thread, Meeting meeting, string purpose, bool vote = false)
    {
        if (fault is not null)
            throw new GroupAbandonedException();
        if (meeting.Arrive(thread, purpose, vote, ready))
            return;
        Worker worker = thread.Worker!;
        PassTurn();
        worker.WaitForTurn();
        if (fault is not null)
            throw new GroupAbandonedException();
    }

    public void Dispose()
    {
        lock (launching)
        {
            IsStopping = true;
            while (idle.TryPop(out Worker? worker))
                worker.Turn.Give();
            caller.Dispose();
        }
    }

    private void PassTurn()
    {
        if (ready.Count == 0 && threadsBegun == group.Threads.Count)
            AbandonGroup(KernelFault.Diverged(launch.KernelName, group));
        Worker next = ready.TryPop(out GpuThread? thread) ? thread.Worker! : IdleWorker();
        next.Turn.Give();
    }

    private void RunThread(GpuThread thread, Worker worker)
    {
        thread.Worker = worker;
        try
        {
            thread.Run(launch.RunThread);
        }
        catch (GroupAbandonedException)
        {
            // The fault that ended the group is already recorded.
        }
        catch (Exception exception)
        {
            AbandonGroup(new KernelFault(launch.KernelName, thread, exception.Message.TrimEnd('.'), exception));
        }
    }

    /// <summary>Lets every waiting thread run again, so that it unwinds.</summary>
    private void AbandonGroup(KernelFault cause)
    {
        fault ??= cause;
        group.Everyone.Release(ready);
        foreach (Meeting warp in group.Warps)
            warp.Release(ready);
    }

    private Worker IdleWorker() => idle.TryPop(out Worker? worker) ? worker : new Worker(this);
}
