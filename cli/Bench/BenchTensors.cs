using System.Runtime.InteropServices;
using NormGpu.Host;

namespace NormGpu.Cli.Bench;

/// <summary>x, dy and room for y and dx in host memory, several times over, so that each call finds tensors that no cache holds.</summary>
internal sealed unsafe class BenchTensors : IDisposable
{
    private const int Alignment = 64;
    private readonly byte* memory;
    private readonly long bytes;
    private int current;

    public BenchTensors(BenchSettings settings)
    {
        bytes = (settings.BytesOfTensor + Alignment - 1) / Alignment * Alignment;
        Sets = (int)Math.Max(1, (settings.LeastBytes + 4 * bytes - 1) / (4 * bytes));
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)(4 * bytes * Sets), Alignment);
        NativeMemory.Clear(memory, (nuint)(4 * bytes * Sets));
        Fill(settings.Type, memory, settings.Shape.Count, 1);
        Fill(settings.Type, memory + bytes, settings.Shape.Count, 2);
        for (var set = 1; set < Sets; set++)
            NativeMemory.Copy(memory, memory + 4 * bytes * set, (nuint)(2 * bytes));
    }

    /// <summary>How many sets there are.</summary>
    public int Sets { get; }

    public void* X => Of(0);

    public void* Gradient => Of(1);

    public void* Output => Of(2);

    public void* InputGradient => Of(3);

    /// <summary>Turns to the set that was used longest ago.</summary>
    public void Next() => current = (current + 1) % Sets;

    public void Dispose() => NativeMemory.AlignedFree(memory);

    /// <summary>Roughly Gaussian values: the sum of three uniform ones.</summary>
    private static void Fill(ElementType type, byte* tensor, long count, int seed)
    {
        var random = new Random(seed);
        for (long i = 0; i < count; i++)
        {
            var value = 2 * (random.NextSingle() + random.NextSingle() + random.NextSingle()) - 3;
            if (type == ElementType.Float16)
                ((Half*)tensor)[i] = (Half)value;
            else
                ((float*)tensor)[i] = value;
        }
    }

    private byte* Of(int tensor) => memory + (4L * current + tensor) * bytes;
}
