namespace NormGpu.Host.Gpu;

/// <summary>What a device wants done around each call, and whose memory its kernels can work on.</summary>
internal interface IDeviceContext
{
    /// <summary>Makes the calling thread ready for the device.</summary>
    /// <returns>What <see cref="Leave"/> restores.</returns>
    nint Enter();

    /// <summary>Leaves the thread as it was before <see cref="Enter"/>.</summary>
    void Leave(nint previous);

    /// <summary>Whether kernels can read and write memory at this address, which others allocated; called after <see cref="Enter"/>.</summary>
    bool Reaches(nint address);

    /// <summary>Gives back what the device held, after its accelerator is gone.</summary>
    void Close();
}

/// <summary>Devices that keep no state in threads.</summary>
/// <param name="reachesHostMemory">Whether the device's memory is the host's.</param>
internal sealed class PlainContext(bool reachesHostMemory) : IDeviceContext
{
    public nint Enter() => 0;

    public void Leave(nint previous)
    {
        // Nothing was changed.
    }

    public bool Reaches(nint address) => reachesHostMemory;

    public void Close()
    {
        // Nothing is held.
    }
}
