using static TorchSharp.torch;

// libtorch's generator, thread count and our record of backward errors belong to the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace NormGpu.Torch.Tests;

/// <summary>What every test class starts from: libtorch, or a skip that says why; a failure where NORMGPU_REQUIRE asks for libtorch.</summary>
public abstract class LibtorchTest : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope;

    protected LibtorchTest()
    {
        var required = (Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "").Split(',').Contains("libtorch", StringComparer.Ordinal);
        try
        {
            manual_seed(7);
        }
        catch (Exception missing) when (!required && missing is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            Skip.If(condition: true, missing.GetBaseException().Message);
        }

        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _scope.Dispose();
    }
}
