namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>An operating-system thread that lends its stack to simulated threads. It sleeps until it is given its turn.</summary>
internal sealed class Worker : IDisposable
{
    private const int StackBytes = 1 << 20;

    private readonly Scheduler scheduler;
    private int processor = -1;

    public Worker(Scheduler scheduler)
    {
        this.scheduler = scheduler;
        new Thread(Loop, StackBytes) { IsBackground = true, Name = "ILGPU simulator" }.Start();
    }

    public Turn Turn { get; } = new();

    public void Dispose() => Turn.Dispose();

    /// <summary>Waits for the turn, on the processor where the simulation runs.</summary>
    public void WaitForTurn()
    {
        Turn.Wait();
        if (processor == scheduler.Processor)
            return;
        processor = scheduler.Processor;
        Simulation.Processor.MoveTo(processor);
    }

    private void Loop()
    {
        while (true)
        {
            WaitForTurn();
            if (scheduler.IsStopping)
                break;
            scheduler.Drive(this);
        }
        Dispose();
    }
}
