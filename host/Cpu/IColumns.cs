using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Which channel each column of a row belongs to.</summary>
internal unsafe interface IColumns
{
    /// <summary>The coefficients of a pair of lanes, in the order of <see cref="IElement.LoadPair{TLane}"/>.</summary>
    /// <param name="row">One value a channel.</param>
    /// <param name="column">Column of the pair's first element: whole pairs from column 0 on.</param>
    /// <param name="first">Those of the first lane.</param>
    /// <param name="second">Those of the second.</param>
    void LoadPair<TElement, TLane>(float* row, long column, out TLane first, out TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>;

    /// <summary>The channel of a column.</summary>
    int Channel(int column);
}

/// <summary>Channels-last: a column is a channel.</summary>
internal readonly unsafe struct ChannelColumns : IColumns
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LoadPair<TElement, TLane>(float* row, long column, out TLane first, out TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane> => TElement.LoadPairFactors(row + column, out first, out second);

    public int Channel(int column) => column;
}

/// <summary>Channels-first: so many columns side by side belong to a channel. Every pair of lanes takes the channels of a lane, and picks.</summary>
/// <param name="firstChannel">Channel of column 0.</param>
/// <param name="positions">Columns a channel.</param>
/// <param name="channels">The first channel of each pair of lanes, from column 0 on.</param>
/// <param name="picks">Which of a lane's channels each element takes: those of a pair's first lane, then those of its second.</param>
internal readonly unsafe struct PositionColumns(int firstChannel, int positions, int* channels, int* picks) : IColumns
{
    /// <summary>By so many bits 1/positions is moved: columns are below <see cref="RowSearch.MostColumns"/>, so the error of one stays below 1/positions, of which there are 256 at most.</summary>
    private const int ReciprocalBits = 20;

    private readonly uint reciprocal = (uint)(((1 << ReciprocalBits) + positions - 1) / positions);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LoadPair<TElement, TLane>(float* row, long column, out TLane first, out TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
    {
        var source = row + firstChannel + channels[column / (2 * TLane.Width)];
        first = TLane.PickSingle(source, picks + column);
        second = TLane.PickSingle(source, picks + column + TLane.Width);
    }

    public int Channel(int column) => firstChannel + (int)((uint)column * reciprocal >> ReciprocalBits);
}
