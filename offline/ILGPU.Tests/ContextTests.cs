using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace ILGPU.Tests;

public class ContextTests
{
    [Fact]
    public void The_default_context_lists_one_simulated_device_and_those_under_OpenCL()
    {
        using Context context = Context.CreateDefault();

        Assert.Equal(1, context.GetCPUDevices().Count);
        Assert.Equal(0, context.GetCudaDevices().Count);
        Assert.Equal(1 + context.GetCLDevices().Count, context.Devices.Length);
        AcceleratorType preferred = context.GetCLDevices().Count > 0 ? AcceleratorType.OpenCL : AcceleratorType.CPU;
        Assert.Equal(preferred, context.GetPreferredDevice(preferCPU: false).AcceleratorType);
    }

    [Fact]
    public void A_context_lists_the_devices_it_was_built_with_in_their_order()
    {
        using Context context = Context.Create(builder => builder.CPU(new CPUDevice(8, 2, 3)).CPU(CPUDeviceKind.Intel).Optimize(OptimizationLevel.O2));

        Assert.Equal(OptimizationLevel.O2, context.Properties.OptimizationLevel);
        Assert.Equal([16, 128], [.. context.Devices.Select(device => device.MaxNumThreadsPerGroup)]);
        var warps = new List<int>();
        foreach (CPUDevice device in context.GetCPUDevices())
            warps.Add(device.WarpSize);
        Assert.Equal([8, 16], warps);
    }

    [Fact]
    public void An_accelerator_repeats_the_limits_of_its_device()
    {
        using Context context = Context.Create(builder => builder.CPU(new CPUDevice(8, 2, 3)));
        using Accelerator accelerator = context.GetPreferredDevice(preferCPU: true).CreateAccelerator(context);

        Assert.Equal(AcceleratorType.CPU, accelerator.AcceleratorType);
        Assert.Equal("CPUAccelerator", accelerator.Name);
        Assert.Equal((8, 16, 3, 48), (accelerator.WarpSize, accelerator.MaxNumThreadsPerGroup, accelerator.NumMultiprocessors, accelerator.MaxNumThreads));
    }

    [Fact]
    public void A_device_that_is_not_there_says_why()
    {
        using Context context = Context.Create(builder => builder.DefaultCPU());

        Assert.Contains("has no CUDA", Assert.Throws<NotSupportedException>(() => context.GetCudaDevice(0)).Message, StringComparison.Ordinal);
        Assert.Contains("has no CUDA", Assert.Throws<NotSupportedException>(() => context.CreateCudaAccelerator(0)).Message, StringComparison.Ordinal);
        Assert.Contains("OpenCL", Assert.Throws<NotSupportedException>(() => context.CreateCLAccelerator(0)).Message, StringComparison.Ordinal);
        Assert.Contains("has 1 devices", Assert.Throws<NotSupportedException>(() => context.GetCPUDevice(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Launches_from_many_threads_take_turns()
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<int, Stride1D.Dense> counters = simulator.Accelerator.Allocate1D(new int[16]);
        Action<KernelConfig, ArrayView<int>> kernel = simulator.Accelerator.LoadStreamKernel<ArrayView<int>>(Increment);

        Parallel.For(0, 16, _ => kernel((4, 16), counters.View));

        Assert.All(counters.GetAsArray1D(), count => Assert.Equal(16 * 4, count));
    }

    // Not atomic on purpose: two launches at once would lose counts.
    private static void Increment(ArrayView<int> counters)
    {
        int seen = counters[Group.IdxX];
        Group.Barrier();
        counters[Group.IdxX] = seen + 1;
    }
}
