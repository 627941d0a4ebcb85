namespace NormGpu.Host.Devices;

/// <summary>What kind of device computes.</summary>
public enum DeviceKind
{
    /// <summary>The processor, through our own vectorised loops.</summary>
    Cpu,

    /// <summary>The processor running the GPU kernels as they are, group by group: for tests, far too slow for work.</summary>
    Simulator,

    /// <summary>A device under OpenCL.</summary>
    OpenCl,

    /// <summary>An NVIDIA card.</summary>
    Cuda,
}
