using System.Runtime.InteropServices;

namespace NormGpu.Host.Tests;

/// <summary>A tensor in native memory, ending right at a guard value so that a write past the end shows.</summary>
internal sealed unsafe class Stored : IDisposable
{
    private const int Guard = 64;
    private readonly int length;
    private readonly ElementType type;
    private readonly byte* memory;
    private bool disposed;

    public Stored(float[] values, ElementType type)
    {
        length = values.Length;
        this.type = type;
        memory = (byte*)NativeMemory.Alloc((nuint)(length * Size + Guard));
        new Span<byte>(memory + length * Size, Guard).Fill(0xA5);
        for (var i = 0; i < length; i++)
        {
            if (type == ElementType.Float16)
                ((Half*)memory)[i] = (Half)values[i];
            else
                ((float*)memory)[i] = values[i];
        }
    }

    public void* Address => memory;

    private int Size => type == ElementType.Float16 ? sizeof(Half) : sizeof(float);

    public float[] ToSingles()
    {
        var values = new float[length];
        for (var i = 0; i < length; i++)
            values[i] = type == ElementType.Float16 ? (float)((Half*)memory)[i] : ((float*)memory)[i];
        return values;
    }

    public void Dispose()
    {
        // In-place runs dispose the same tensor twice.
        if (disposed)
            return;
        disposed = true;
        var intact = new Span<byte>(memory + length * Size, Guard).IndexOfAnyExcept((byte)0xA5) < 0;
        NativeMemory.Free(memory);
        Assert.True(intact, "Something wrote past the end of a tensor.");
    }
}
