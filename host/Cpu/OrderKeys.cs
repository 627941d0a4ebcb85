using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Integers in the order of the floats whose bits they come from: smallest and largest elements need no conversion. 0 and −0 have one key; NaN lies beyond
/// the infinities, on either side.
/// </summary>
internal static unsafe class OrderKeys
{
    /// <summary>The value of a key.</summary>
    public static float Value<TElement>(int key)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(short))
            return HalfBits.ToSingle((ushort)(key < 0 ? 0x8000 | -key : key));
        return BitConverter.Int32BitsToSingle(key < 0 ? int.MinValue | -key : key);
    }

    /// <summary>The values of 8 keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLane8 Values<TElement>(Vector256<int> keys)
        where TElement : struct, IElement
    {
        var negative = keys >> 31;
        var magnitude = (keys ^ negative) - negative;
        if (TElement.Size == sizeof(short))
        {
            var halves = magnitude | (negative & Vector256.Create(0x8000));
            var bits = Vector256.Narrow(halves, halves).GetLower();
            return DoubleLane8.LoadHalf((ushort*)&bits);
        }

        var floats = magnitude | (negative & Vector256.Create(int.MinValue));
        return DoubleLane8.LoadSingle((float*)&floats);
    }

    /// <summary>The key of infinity.</summary>
    public static TKey Infinity<TKey>()
        where TKey : unmanaged, IBinaryInteger<TKey> =>
        TKey.CreateTruncating(sizeof(TKey) == sizeof(short) ? BitConverter.HalfToInt16Bits(Half.PositiveInfinity) : BitConverter.SingleToInt32Bits(float.PositiveInfinity));

    /// <summary>The same of an infinite element.</summary>
    public static int InfinityOf<TElement>()
        where TElement : struct, IElement => TElement.Size == sizeof(short) ? Infinity<short>() : Infinity<int>();

    /// <summary>Whether a key is that of an element that is not NaN.</summary>
    public static bool IsNumber<TElement>(int key)
        where TElement : struct, IElement
    {
        var infinity = InfinityOf<TElement>();
        return (uint)(key + infinity) <= 2 * (uint)infinity;
    }

    /// <summary>The key of an element's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Key<TKey>(TKey bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        TKey.IsNegative(bits) ? -(bits & TKey.MaxValue) : bits;
}
