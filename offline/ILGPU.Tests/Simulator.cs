using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU.Tests;

/// <summary>A context with one simulated device.</summary>
internal sealed class Simulator : IDisposable
{
    private readonly Context context;

    public Simulator(CPUDeviceKind kind = CPUDeviceKind.Default)
    {
        context = Context.Create(builder => builder.CPU(kind).EnableAlgorithms());
        Accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
    }

    public Accelerator Accelerator { get; }

    public void Dispose()
    {
        Accelerator.Dispose();
        context.Dispose();
    }
}
