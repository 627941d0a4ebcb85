using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace NormGpu.Host.Gpu;

/// <summary>Every kernel is compiled and loaded once a device.</summary>
internal sealed class KernelCache(Accelerator accelerator)
{
    private readonly ConcurrentDictionary<MethodInfo, Delegate> launchers = new();

    /// <summary>Methods that were loaded so far.</summary>
    public ICollection<MethodInfo> Methods => launchers.Keys;

    /// <summary>Starts a kernel on the default stream.</summary>
    public void Launch<TArguments>(KernelConfig launch, Action<TArguments> kernel, TArguments arguments)
        where TArguments : struct
    {
        var launcher = (Action<KernelConfig, TArguments>)launchers.GetOrAdd(kernel.Method, _ => accelerator.LoadStreamKernel(kernel));
        launcher(launch, arguments);
    }
}
