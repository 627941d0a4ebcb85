namespace NormGpu.Host.Tests.Harness;

/// <summary>FP32 values per channel in guarded memory.</summary>
internal sealed unsafe class TestVector : IDisposable
{
    private readonly GuardedMemory memory;

    public TestVector(int length)
    {
        memory = new GuardedMemory(length * sizeof(float));
    }

    public TestVector(float[] values)
        : this(values.Length)
    {
        values.CopyTo(Values);
    }

    public float* Address => (float*)memory.Address;

    public Span<float> Values => new(memory.Address, (int)(memory.Length / sizeof(float)));

    public void Check(string what) => memory.Check(what);

    public void Dispose() => memory.Dispose();
}
