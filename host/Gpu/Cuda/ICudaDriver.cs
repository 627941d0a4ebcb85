namespace NormGpu.Host.Gpu.Cuda;

/// <summary>The few calls of the CUDA driver that ILGPU has no form of. Each returns the driver's error code, 0 for success.</summary>
/// <remarks>Source: NVIDIA, CUDA driver API, "Context Management", "Primary Context Management" and "Unified Addressing".</remarks>
internal interface ICudaDriver
{
    /// <summary>The calling thread's context; 0 where it has none.</summary>
    int GetCurrentContext(out nint context);

    /// <summary>Makes a context the calling thread's; 0 for none.</summary>
    int SetCurrentContext(nint context);

    /// <summary>The context that the CUDA runtime, and so Torch, uses on a device; it lives until it is released as often.</summary>
    int RetainPrimaryContext(int device, out nint context);

    /// <summary>Undoes one <see cref="RetainPrimaryContext"/>.</summary>
    int ReleasePrimaryContext(int device);

    /// <summary>The context that memory was allocated in; an error for memory that CUDA does not know.</summary>
    int GetContextOfMemory(nint address, out nint context);
}
