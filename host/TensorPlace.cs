namespace NormGpu.Host;

/// <summary>Where the tensors lie that a call names by address. What is one value a channel lies in host memory in either case.</summary>
public enum TensorPlace
{
    /// <summary>In host memory: devices work on copies.</summary>
    HostMemory,

    /// <summary>
    /// In memory that the call's device reaches (<see cref="Devices.ComputeDevice.Reaches"/>): its kernels work on the tensors where they lie. Each begins at
    /// a multiple of 32 bytes, and up to the next such multiple past its end may be read.
    /// </summary>
    DeviceMemory,
}
