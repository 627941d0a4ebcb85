using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormGpu.Host.Cpu;

/// <summary>The smallest and the largest element of neighbouring columns.</summary>
internal static unsafe class ColumnEnds
{
    /// <summary>Those of as many columns as a register has integers; places are rows.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows, one at least; if places are wanted, a key can count them.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="extremes">Receives the ends of each column.</param>
    public static void Take<TRegister, TKey, TPlaces>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        Take<TRegister, TKey, SignedOrder, TPlaces>(x, rows, stride, extremes);
        if (!extremes.HaveBothSigns(TRegister.Width))
            Take<TRegister, TKey, KeyOrder, TPlaces>(x, rows, stride, extremes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Take<TRegister, TKey, TOrder, TPlaces>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TOrder : struct, IEndOrder
        where TPlaces : struct, IPlaces
    {
        var ends = RegisterEnds<TRegister, TKey, TOrder, TPlaces>.Of(TOrder.Ordered<TRegister, TKey>(TRegister.Load(x)));
        var step = TRegister.Broadcast(TKey.One);
        var at = step;
        for (long row = 1; row < rows; row++, at += step)
        {
            x += stride;
            var next = TOrder.Ordered<TRegister, TKey>(TRegister.Load(x));
            ends.Take(next, next, at);
        }

        ends.Store(extremes);
    }
}
