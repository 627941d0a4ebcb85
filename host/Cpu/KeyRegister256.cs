using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>256 bits.</summary>
internal readonly unsafe struct KeyRegister256<TKey>(Vector256<TKey> value) : IKeyRegister<KeyRegister256<TKey>, TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    private readonly Vector256<TKey> value = value;

    public static int Width => Vector256<TKey>.Count;

    public static KeyRegister256<TKey> Indices => new(Vector256<TKey>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> operator +(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => new(left.value + right.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> operator -(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => new(left.value - right.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> Broadcast(TKey value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> Load(TKey* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(KeyRegister256<TKey> value, TKey* destination) => Vector256.Store(value.value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreIntegers(KeyRegister256<TKey> value, int* destination)
    {
        if (sizeof(TKey) == sizeof(int))
        {
            Vector256.Store(value.value.AsInt32(), destination);
            return;
        }

        var (lower, upper) = Vector256.Widen(value.value.AsInt16());
        Vector256.Store(lower, destination);
        Vector256.Store(upper, destination + Vector256<int>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> Keys(KeyRegister256<TKey> bits)
    {
        // All ones where negative: then the magnitude is negated.
        var negative = bits.value >> (8 * sizeof(TKey) - 1);
        return new(((bits.value & Vector256.Create(TKey.MaxValue)) ^ negative) - negative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> Min(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => new(Vector256.Min(left.value, right.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> Max(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => new(Vector256.Max(left.value, right.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> WhereLess(KeyRegister256<TKey> left, KeyRegister256<TKey> right, KeyRegister256<TKey> chosen, KeyRegister256<TKey> other) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left.value, right.value), chosen.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister256<TKey> WhereEqual(KeyRegister256<TKey> left, KeyRegister256<TKey> right, KeyRegister256<TKey> chosen, KeyRegister256<TKey> other) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left.value, right.value), chosen.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(KeyRegister256<TKey> left, KeyRegister256<TKey> right) =>
        (uint)Vector256.GreaterThanOrEqual(left.value, right.value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Least(KeyRegister256<TKey> value) => Least(Vector128.Min(value.value.GetLower(), value.value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Most(KeyRegister256<TKey> value) => ~Least(new KeyRegister256<TKey>(~value.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TKey Least(Vector128<TKey> half)
    {
        if (sizeof(TKey) == sizeof(short) && Sse41.IsSupported)
        {
            // The instruction compares without sign.
            var sign = Vector128.Create((ushort)0x8000);
            return (Sse41.MinHorizontal(half.AsUInt16() ^ sign) ^ sign).As<ushort, TKey>().GetElement(0);
        }

        // What is shifted in from above is 0, in elements that nobody uses.
        half = Vector128.Min(half, (half.AsUInt64() >> 32).As<ulong, TKey>());
        if (sizeof(TKey) == sizeof(short))
            half = Vector128.Min(half, (half.AsUInt64() >> 16).As<ulong, TKey>());
        return TKey.Min(half.GetElement(0), half.GetElement(Vector128<TKey>.Count / 2));
    }
}
