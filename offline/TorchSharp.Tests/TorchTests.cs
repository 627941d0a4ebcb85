// Seeded tests draw from libtorch's one generator: another's draw between two of theirs would change them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TorchSharp.Tests;

/// <summary>Base of tests that need libtorch: without it they skip, or fail where NORMGPU_REQUIRE asks for libtorch.</summary>
public abstract class TorchTests
{
    private static readonly Lazy<string?> Missing = new(Look);

    protected TorchTests()
    {
        if (Missing.Value is not { } reason)
            return;
        string required = Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "";
        Assert.False(required.Contains("libtorch", StringComparison.OrdinalIgnoreCase), reason);
        Skip.If(true, reason);
    }

    private static string? Look()
    {
        try
        {
            is_grad_enabled();
            return null;
        }
        catch (NotSupportedException missing)
        {
            return missing.Message;
        }
    }

    protected static float[] Values(Tensor tensor) => tensor.detach().to(float32).data<float>().ToArray();

    /// <summary>Equal but for the rounding of expected values that are written with 6 digits or so.</summary>
    protected static void Equal(float[] expected, Tensor actual, string name = "values")
    {
        float[] values = Values(actual);
        bool equal = expected.Length == values.Length && expected.Zip(values).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5f * Math.Max(1, Math.Abs(pair.First)));
        Assert.True(equal, $"{name}: expected [{string.Join(", ", expected)}], got [{string.Join(", ", values)}]");
    }
}
