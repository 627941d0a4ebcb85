using System.Runtime.InteropServices;
using NormGpu.Host;

namespace NormGpu.Perf.Tensors;

/// <summary>Tensors of one length in native memory, several sets of them where a run must not find them in the cache.</summary>
internal sealed unsafe class TensorSets : IDisposable
{
    private const int Alignment = 64;

    /// <summary>Random values repeat after as many elements: a prime, so that no channel meets its own values again.</summary>
    private const long Period = 4_194_301;

    private readonly byte* memory;
    private readonly long bytes;
    private readonly int tensors;
    private readonly int sets;
    private int current;

    /// <summary>Makes and fills the tensors.</summary>
    /// <param name="type">Of the elements.</param>
    /// <param name="elements">Of each tensor.</param>
    /// <param name="tensors">Tensors of a set.</param>
    /// <param name="inputs">The first so many are filled with roughly Gaussian values, the others with zeros.</param>
    /// <param name="leastBytes">Memory that all sets take together at least.</param>
    public TensorSets(ElementType type, long elements, int tensors, int inputs, long leastBytes)
    {
        this.tensors = tensors;
        bytes = (elements * SizeOf(type) + Alignment - 1) / Alignment * Alignment;
        sets = (int)Math.Max(1, (leastBytes + bytes * tensors - 1) / (bytes * tensors));
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes * tensors * sets), Alignment);
        NativeMemory.Clear(memory, (nuint)(bytes * tensors * sets));
        for (var tensor = 0; tensor < inputs; tensor++)
            Fill(type, memory + bytes * tensor, elements, seed: tensor + 1);
        for (var set = 1; set < sets; set++)
            NativeMemory.Copy(memory, memory + bytes * tensors * set, (nuint)(bytes * inputs));
    }

    /// <summary>Bytes an element.</summary>
    public static int SizeOf(ElementType type) => type == ElementType.Float16 ? sizeof(ushort) : sizeof(float);

    /// <summary>A tensor of the current set.</summary>
    public void* this[int tensor] => memory + (current * (long)tensors + tensor) * bytes;

    /// <summary>Turns to the set that was used longest ago.</summary>
    public void Next() => current = (current + 1) % sets;

    public void Dispose() => NativeMemory.AlignedFree(memory);

    /// <summary>Sums of three uniform values.</summary>
    private static void Fill(ElementType type, byte* tensor, long elements, int seed)
    {
        var random = new Random(seed);
        for (long i = 0; i < Math.Min(elements, Period); i++)
        {
            var value = 2 * (random.NextSingle() + random.NextSingle() + random.NextSingle()) - 3;
            if (type == ElementType.Float16)
                ((Half*)tensor)[i] = (Half)value;
            else
                ((float*)tensor)[i] = value;
        }

        var size = SizeOf(type);
        for (var done = Period; done < elements; done += Period)
            NativeMemory.Copy(tensor, tensor + done * size, (nuint)(Math.Min(Period, elements - done) * size));
    }
}
