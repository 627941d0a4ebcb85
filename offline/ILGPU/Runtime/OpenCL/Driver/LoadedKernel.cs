using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU.Runtime.OpenCL.Translation;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>A kernel that the driver has compiled. Its arguments are set one by one and then it is started, by one thread at a time.</summary>
internal sealed unsafe class LoadedKernel : IDisposable
{
    private readonly CLAccelerator accelerator;
    private readonly ProgramHandle program;
    private readonly KernelHandle kernel;
    private readonly int maxGroupSize;
    private readonly Lock launching = new();
    // Buffers of the launch that is being prepared: OpenCL does not own what it was given before the kernel is queued.
    private readonly MemoryBuffer?[] held;

    private LoadedKernel(CLAccelerator accelerator, MethodInfo method, TranslatedKernel translated)
    {
        this.accelerator = accelerator;
        Name = MethodNames.Of(method);
        Translated = translated;
        Method = method;
        held = new MemoryBuffer?[translated.Arguments.Count];
        program = ProgramBuilder.Build(accelerator, Name, translated);
        kernel = OpenClLibrary.CreateKernel(program, translated.EntryPoint, out CLError error);
        CLException.ThrowIfFailed(error, $"load kernel {Name}");
        maxGroupSize = Query.MaxGroupSize(kernel, accelerator.DeviceId);
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public TranslatedKernel Translated { get; }

    public static LoadedKernel Build(CLAccelerator accelerator, MethodInfo method, Type? implicitIndex) =>
        new(accelerator, method, KernelTranslator.Translate(method, implicitIndex));

    /// <summary>Starts to prepare a launch; other threads wait until <see cref="End"/>.</summary>
    public void Begin() => launching.Enter();

    /// <summary>Sets the three arguments of a view.</summary>
    /// <param name="number">Which of <see cref="TranslatedKernel.Arguments"/>.</param>
    /// <param name="position">The first of the three among the arguments of the OpenCL kernel.</param>
    /// <param name="view">The view; one of nothing is passed as no memory.</param>
    public void SetView<T>(int number, int position, ArrayView<T> view)
        where T : unmanaged
    {
        nint buffer = 0;
        if (view.Source is { } source)
        {
            CLMemoryBuffer own = CLMemoryBuffer.From(source, accelerator);
            held[number] = own;
            buffer = own.Handle.DangerousGetHandle();
        }
        // No memory is said by a null value, not by a null handle.
        Set(position, sizeof(nint), buffer == 0 ? null : &buffer);
        SetScalar(position + 1, view.Index);
        SetScalar(position + 2, view.Length);
    }

    /// <summary>Sets one argument of the OpenCL kernel.</summary>
    public void SetScalar<T>(int position, T value)
        where T : unmanaged =>
        Set(position, Unsafe.SizeOf<T>(), &value);

    /// <summary>Queues the kernel with the arguments that were set.</summary>
    /// <param name="stream">A stream of this accelerator.</param>
    /// <param name="config">Groups, threads of a group, and dynamic shared memory.</param>
    /// <param name="position">Where the arguments of dynamic shared memory follow.</param>
    public void Queue(AcceleratorStream stream, KernelConfig config, int position)
    {
        Check(config);
        if (Translated.HasDynamicSharedMemory)
        {
            long bytes = config.SharedMemoryConfig.ArraySize;
            SetScalar(position, bytes);
            Set(position + 1, checked((int)Math.Max(1, bytes)), null);
        }
        (Index3D grid, Index3D group) = (config.GridDim, config.GroupDim);
        nuint* local = stackalloc nuint[] { (nuint)group.X, (nuint)group.Y, (nuint)group.Z };
        nuint* global = stackalloc nuint[] { (nuint)grid.X * local[0], (nuint)grid.Y * local[1], (nuint)grid.Z * local[2] };
        QueueHandle queue = CLStream.From(stream, accelerator).Queue;
        CLError error = OpenClLibrary.EnqueueKernel(queue, kernel, 3, null, global, local, 0, null, null);
        if (error != CLError.CL_SUCCESS)
            CLException.ThrowIfFailed(error, $"start kernel {Name}");
    }

    /// <summary>Lets the next launch begin.</summary>
    public void End()
    {
        Array.Clear(held);
        launching.Exit();
    }

    public void Dispose()
    {
        kernel.Dispose();
        program.Dispose();
    }

    private void Set(int position, int size, void* value)
    {
        CLError error = OpenClLibrary.SetKernelArg(kernel, (uint)position, (nuint)size, value);
        if (error != CLError.CL_SUCCESS)
            CLException.ThrowIfFailed(error, FormattableString.Invariant($"set argument {position} of kernel {Name}"));
    }

    private void Check(in KernelConfig config)
    {
        if (!config.IsValid || config.GroupDim.LongSize > maxGroupSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(config),
                FormattableString.Invariant($"{Name} was launched with a grid of {config.GridDim} and groups of {config.GroupDim}: every dimension is at least 1 and on {accelerator.Name} a group of this kernel has at most {maxGroupSize} threads."));
        }
    }
}
