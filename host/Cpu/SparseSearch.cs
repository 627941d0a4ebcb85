namespace NormGpu.Host.Cpu;

/// <summary>
/// What a backward pass does about the few elements that the deviation was taken from: it finds them while it sums all of them, and stores their gradients again, with the
/// slope that the others lack. Channels are those of a group, or of any part of it that <see cref="Schedule"/> makes.
/// </summary>
/// <param name="Look">Looks at a block of a group: (first channel, channels, block); blocks in any order.</param>
/// <param name="Collect">Puts together what the blocks had: (first channel, channels).</param>
/// <param name="Signs">The sum of the slopes' signs of a channel; asked for once, when it was collected.</param>
/// <param name="StoreIn">Stores dx of elements in a block, where that of all others in it stands already: (first channel, channels, block, what it depends on).</param>
/// <param name="Store">Stores dx of the rest, where that of all others stands: (first channel, channels, what it depends on).</param>
internal readonly record struct SparseSearch(
    Action<int, int, long> Look, Action<int, int> Collect, Func<int, double> Signs, Action<int, int, long, SparseGradient> StoreIn, Action<int, int, SparseGradient> Store)
{
    /// <summary>For a norm without a deviation.</summary>
    public static SparseSearch Nothing { get; } = new((_, _, _) => { }, (_, _) => { }, _ => 0, (_, _, _, _) => { }, (_, _, _) => { });
}

/// <summary>What the gradient of an element that the deviation was taken from depends on: dx = factor·(dy − offset − sign·slopeFactor).</summary>
/// <param name="channels">Channels.</param>
internal sealed unsafe class SparseGradient(int channels) : IDisposable
{
    // Lanes that start at a channel may run past the last.
    private readonly ScratchMemory memory = new(3L * (channels + PartialLane.WidestLane) * sizeof(double));

    /// <summary>mean(dy) − slopeFactor·mean(sign) of each channel, and room for a lane behind the last.</summary>
    public double* Offsets => (double*)memory.Address;

    /// <summary>The slope of an element of sign 1, likewise.</summary>
    public double* SlopeFactors => Offsets + channels + PartialLane.WidestLane;

    /// <summary>gamma/s, likewise.</summary>
    public double* Factors => SlopeFactors + channels + PartialLane.WidestLane;

    public void Dispose() => memory.Dispose();
}
