using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace ILGPU.Tests.OpenCL;

/// <summary>The first OpenCL device. Without one a test skips, or fails where NORMGPU_REQUIRE asks for opencl.</summary>
internal sealed class OpenClDevice : IDisposable
{
    /// <summary>
    /// Tests that build kernels, and those in which something throws by way of a signal, run one after another: LLVM, which drivers compile with, gives up
    /// what it is at when a signal comes.
    /// </summary>
    public const string Collection = "OpenCL";

    private readonly Context context;

    private OpenClDevice(Context context)
    {
        this.context = context;
        Accelerator = context.CreateCLAccelerator(0);
    }

    public Accelerator Accelerator { get; }

    public static OpenClDevice Open()
    {
        Context created = Context.Create(builder => builder.OpenCL().EnableAlgorithms());
        bool isThere = created.GetCLDevices().Count > 0;
        bool isRequired = (Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "").Split(',').Contains("opencl", StringComparer.Ordinal);
        if (!isThere)
            created.Dispose();
        Skip.If(!isThere && !isRequired, "there is no OpenCL device");
        Assert.True(isThere, "NORMGPU_REQUIRE asks for opencl, and there is no OpenCL device");
        return new OpenClDevice(created);
    }

    public void Dispose()
    {
        Accelerator.Dispose();
        context.Dispose();
    }
}
