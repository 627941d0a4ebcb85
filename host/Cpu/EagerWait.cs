namespace NormGpu.Host.Cpu;

/// <summary>Waits for another thread that is almost done: looks often, then gives the core away between looks. Never sleeps.</summary>
internal struct EagerWait
{
    /// <summary>Looks before it gives the core away: for some ten microseconds, which most steps are apart.</summary>
    private const int EagerLooks = 300;

    private int looks;
    private SpinWait wait;

    /// <summary>Between two looks.</summary>
    public void Once()
    {
        if (looks++ < EagerLooks)
            Thread.SpinWait(1);
        else
            wait.SpinOnce(sleep1Threshold: -1);
    }
}
