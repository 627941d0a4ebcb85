using ILGPU.Runtime.CPU;

namespace ILGPU.Tests.OpenCL;

/// <summary>One small kernel per construct: the same results on the simulator and on an OpenCL device.</summary>
[Collection(OpenClDevice.Collection)]
public class SameAsSimulatorTests
{
    private static readonly Dictionary<string, KernelCase> CasesByName = new[] { ArithmeticKernels.All, FlowKernels.All, StructKernels.All, GroupKernels.All, HalfKernels.All }
        .SelectMany(cases => cases)
        .ToDictionary(kernel => kernel.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. CasesByName.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_kernel_gives_the_same_on_both(string name)
    {
        using OpenClDevice device = OpenClDevice.Open();
        // Its groups have up to 256 threads.
        using var simulator = new Simulator(CPUDeviceKind.AMD);
        Assert.Equal(CasesByName[name].Run(simulator.Accelerator), CasesByName[name].Run(device.Accelerator));
    }
}
