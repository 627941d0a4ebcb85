using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <summary>The <see cref="OrderKeys"/> of a smallest and a largest element, and where each stands first, if somebody asked.</summary>
/// <param name="Smallest">Smallest key.</param>
/// <param name="Largest">Largest key.</param>
/// <param name="SmallestAt">Place of the first element that has the one.</param>
/// <param name="LargestAt">Place of the first that has the other.</param>
internal readonly record struct FirstEnds(int Smallest, int Largest, long SmallestAt, long LargestAt)
{
    /// <summary>Of no elements.</summary>
    public static FirstEnds None { get; } = new(int.MaxValue, int.MinValue, 0, 0);

    /// <summary>Of one element.</summary>
    public static FirstEnds Of(int key, long place) => new(key, key, place, place);

    /// <summary>These, or those of elements behind them where they lie further out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FirstEnds Then(in FirstEnds next) => new(
        Math.Min(Smallest, next.Smallest), Math.Max(Largest, next.Largest),
        next.Smallest < Smallest ? next.SmallestAt : SmallestAt, next.Largest > Largest ? next.LargestAt : LargestAt);

    /// <summary>The same, with so many elements before them.</summary>
    public FirstEnds Behind(long elements) => this with { SmallestAt = SmallestAt + elements, LargestAt = LargestAt + elements };
}
