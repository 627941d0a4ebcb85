namespace NormGpu.Host.Cpu;

/// <summary>How a backward pass finds the few elements that the deviation was taken from, while it sums all of them.</summary>
/// <param name="Most">Elements of a channel, at most.</param>
/// <param name="Look">Looks at a block of a group: (first channel, channels, block); blocks in any order.</param>
/// <param name="Collect">Hands over what the blocks of a group had, or of any part of it that <see cref="Schedule"/> makes: (first channel, channels, elements).</param>
internal readonly record struct SparseSearch(long Most, Action<int, int, long> Look, Action<int, int, SelectedElements> Collect)
{
    /// <summary>For a norm without a deviation.</summary>
    public static SparseSearch Nothing { get; } = new(0, (_, _, _) => { }, (_, _, _) => { });
}
