namespace NormGpu.Host.Cpu;

/// <summary>How a backward pass finds the few elements that the deviation was taken from, while it sums all of them.</summary>
/// <param name="Most">Elements of a channel, at most.</param>
/// <param name="Look">Looks at a block of a group: (first channel, channels, block); blocks in any order.</param>
/// <param name="Combine">Puts together the blocks of a group, or of any part of it: (first channel, channels).</param>
/// <param name="Find">Hands over the elements of a channel.</param>
internal readonly record struct SparseSearch(long Most, Action<int, int, long> Look, Action<int, int> Combine, FindSelected Find)
{
    /// <summary>For a norm without a deviation.</summary>
    public static SparseSearch Nothing { get; } = new(0, (_, _, _) => { }, (_, _) => { }, (_, _) => 0);
}

/// <summary>Hands over the elements that the deviation of a channel was taken from.</summary>
/// <returns>How many.</returns>
internal delegate int FindSelected(int channel, Span<SelectedElement> found);
