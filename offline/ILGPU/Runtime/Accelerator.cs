using System.Reflection;
using ILGPU.Util;

namespace ILGPU.Runtime;

/// <summary>A device in use: its memory, its streams and the kernels loaded on it.</summary>
public abstract class Accelerator : DisposeBase, IDevice
{
    protected Accelerator(Context context, Device device)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(device);
        Context = context;
        Device = device;
    }

    public event EventHandler? Disposed;

    public Context Context { get; }

    public Device Device { get; }

    public AcceleratorStream DefaultStream { get; protected set; } = null!;

    public nint NativePtr { get; protected set; }

    public AcceleratorType AcceleratorType => Device.AcceleratorType;

    public string Name => Device.Name;

    public long MemorySize => Device.MemorySize;

    public Index3D MaxGridSize => Device.MaxGridSize;

    public Index3D MaxGroupSize => Device.MaxGroupSize;

    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;

    public int MaxSharedMemoryPerGroup => Device.MaxSharedMemoryPerGroup;

    public int MaxConstantMemory => Device.MaxConstantMemory;

    public int WarpSize => Device.WarpSize;

    public int NumMultiprocessors => Device.NumMultiprocessors;

    public int MaxNumThreadsPerMultiprocessor => Device.MaxNumThreadsPerMultiprocessor;

    public int MaxNumThreads => Device.MaxNumThreads;

    public AcceleratorStream CreateStream() => CreateStreamInternal();

    public void Synchronize() => SynchronizeInternal();

    /// <summary>Makes this the accelerator of the calling thread.</summary>
    public void Bind() => OnBind();

    public MemoryBuffer AllocateRaw(long length, int elementSize)
    {
        VerifyNotDisposed();
        return AllocateRawInternal(length, elementSize);
    }

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
        where T : unmanaged =>
        Allocate1D<T, Stride1D.Dense>(length, default);

    public MemoryBuffer1D<T, TStride> Allocate1D<T, TStride>(long length, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        long elements = stride.ComputeBufferLength(length);
        MemoryBuffer raw = AllocateRaw(elements, ArrayView<T>.ElementSize);
        return new(this, new ArrayView1D<T, TStride>(raw.AsArrayView<T>(0, elements), length, stride));
    }

    /// <summary>A delegate that launches an explicitly grouped kernel: its stream, its <see cref="KernelConfig"/>, then its arguments.</summary>
    public TDelegate LoadKernel<TDelegate>(MethodInfo method)
        where TDelegate : Delegate =>
        LoadExplicit<TDelegate>(method);

    /// <summary>As <see cref="LoadAutoGroupedKernel{TDelegate}"/>, in groups of a given number of threads.</summary>
    public TDelegate LoadImplicitlyGroupedKernel<TDelegate>(MethodInfo method, int customGroupSize)
        where TDelegate : Delegate =>
        LoadImplicit<TDelegate>(method, customGroupSize);

    /// <summary>A delegate that launches a kernel once per index: its stream, the extent, then its other arguments.</summary>
    public TDelegate LoadAutoGroupedKernel<TDelegate>(MethodInfo method)
        where TDelegate : Delegate =>
        LoadImplicit<TDelegate>(method, Math.Min(MaxNumThreadsPerGroup, 256));

    public override string ToString() => $"{Name} [{AcceleratorType}]";

    protected abstract AcceleratorStream CreateStreamInternal();

    protected abstract void SynchronizeInternal();

    protected abstract MemoryBuffer AllocateRawInternal(long length, int elementSize);

    protected abstract void OnBind();

    protected abstract void OnUnbind();

    protected abstract void DisposeAccelerator_SyncRoot(bool disposing);

    /// <summary>TDelegate is (stream, config, arguments…).</summary>
    internal abstract TDelegate LoadExplicit<TDelegate>(MethodInfo method)
        where TDelegate : Delegate;

    /// <summary>TDelegate is (stream, extent, arguments…).</summary>
    internal abstract TDelegate LoadImplicit<TDelegate>(MethodInfo method, int groupSize)
        where TDelegate : Delegate;

    protected override void Dispose(bool disposing)
    {
        DisposeAccelerator_SyncRoot(disposing);
        if (disposing)
            Disposed?.Invoke(this, EventArgs.Empty);
        base.Dispose(disposing);
    }
}
