using System.Globalization;
using System.Runtime.InteropServices;
using NormGpu.Host;

namespace NormGpu.Cli.Npy;

/// <summary>A tensor in memory of its own, as a .npy file holds it: row-major, FP16 or FP32.</summary>
public sealed unsafe class NpyTensor : IDisposable
{
    private const nuint Alignment = 64;
    private void* memory;

    /// <summary>Allocates a tensor of zeros.</summary>
    /// <param name="type">Of each element.</param>
    /// <param name="shape">Dimensions, each 0 or more; none for a single number.</param>
    /// <exception cref="OutOfMemoryException">The machine does not have the memory.</exception>
    public NpyTensor(ElementType type, params IReadOnlyList<long> shape)
    {
        Type = type;
        Shape = shape;
        Count = shape.Aggregate(1L, (count, dimension) => checked(count * dimension));
        memory = NativeMemory.AlignedAlloc((nuint)Math.Max(Bytes, 1), Alignment);
        NativeMemory.Clear(memory, (nuint)Bytes);
    }

    /// <summary>Of each element.</summary>
    public ElementType Type { get; }

    /// <summary>Dimensions, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements.</summary>
    public long Count { get; }

    /// <summary>Size of one element.</summary>
    public int ElementBytes => Type == ElementType.Float16 ? sizeof(ushort) : sizeof(float);

    /// <summary>Size of all elements.</summary>
    public long Bytes => checked(Count * ElementBytes);

    /// <summary>Address of the first element, aligned to 64 bytes; valid until Dispose.</summary>
    public void* Data => memory;

    /// <summary>The elements of an FP32 tensor; valid until Dispose.</summary>
    public Span<float> Singles => new(memory, checked((int)Count));

    /// <summary>A part of the elements' bytes, for reading and writing files in pieces.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="length">Bytes.</param>
    public Span<byte> Slice(long start, int length)
    {
        return new Span<byte>((byte*)memory + start, length);
    }

    /// <summary>An FP32 vector, every element the same.</summary>
    public static NpyTensor Filled(int length, float value)
    {
        var vector = new NpyTensor(ElementType.Float32, length);
        vector.Singles.Fill(value);
        return vector;
    }

    /// <summary>Dimensions as Python writes them: (64,) or (2, 3).</summary>
    public static string Written(IReadOnlyList<long> shape)
    {
        var dimensions = string.Join(", ", shape.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)));
        return shape.Count == 1 ? $"({dimensions},)" : $"({dimensions})";
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
