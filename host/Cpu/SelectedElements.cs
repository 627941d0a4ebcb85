using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <summary>One element that the deviation was taken from.</summary>
/// <param name="Index">Where it lies in the memory that a pass works on, in elements.</param>
/// <param name="Gradient">dy there.</param>
/// <param name="Sign">Sign of x − mean, or of its share in the deviation.</param>
internal readonly record struct SelectedElement(long Index, float Gradient, float Sign);

/// <summary>Those of every channel, in one block of memory.</summary>
/// <param name="channels">Channels.</param>
/// <param name="most">Elements of a channel, at most.</param>
internal sealed unsafe class SelectedElements(int channels, long most) : IDisposable
{
    private readonly ScratchMemory memory = new(channels * most * sizeof(SelectedElement));
    private readonly int[] counts = new int[channels];

    /// <summary>The elements of a channel that were added.</summary>
    public Span<SelectedElement> this[int channel] => new(First(channel), counts[channel]);

    /// <summary>Adds an element of a channel, if there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int channel, in SelectedElement element)
    {
        ref var count = ref counts[channel];
        if (count < most)
            First(channel)[count++] = element;
    }

    /// <summary>The sum of the signs of a channel's elements.</summary>
    public double Signs(int channel)
    {
        var signs = 0.0;
        foreach (ref readonly var element in this[channel])
            signs += element.Sign;
        return signs;
    }

    public void Dispose() => memory.Dispose();

    private SelectedElement* First(int channel) => (SelectedElement*)memory.Address + channel * most;
}
