using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Host.Cpu;

/// <summary>512 bits.</summary>
internal readonly unsafe struct KeyRegister512<TKey>(Vector512<TKey> value) : IKeyRegister<KeyRegister512<TKey>, TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    private readonly Vector512<TKey> value = value;

    public static int Width => Vector512<TKey>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> operator +(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => new(left.value + right.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> operator -(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => new(left.value - right.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> Broadcast(TKey value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> Load(TKey* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(KeyRegister512<TKey> value, TKey* destination) => Vector512.Store(value.value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreIntegers(KeyRegister512<TKey> value, int* destination)
    {
        KeyRegister256<TKey>.StoreIntegers(new(value.value.GetLower()), destination);
        KeyRegister256<TKey>.StoreIntegers(new(value.value.GetUpper()), destination + Vector256<TKey>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> Keys(KeyRegister512<TKey> bits)
    {
        // All ones where negative: then the magnitude is negated.
        var negative = bits.value >> (8 * sizeof(TKey) - 1);
        return new(((bits.value & Vector512.Create(TKey.MaxValue)) ^ negative) - negative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> Min(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => new(Vector512.Min(left.value, right.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> Max(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => new(Vector512.Max(left.value, right.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> MaxUnsigned(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => new(sizeof(TKey) == sizeof(short)
        ? Vector512.Max(left.value.AsUInt16(), right.value.AsUInt16()).As<ushort, TKey>()
        : Vector512.Max(left.value.AsUInt32(), right.value.AsUInt32()).As<uint, TKey>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> WhereLess(KeyRegister512<TKey> left, KeyRegister512<TKey> right, KeyRegister512<TKey> chosen, KeyRegister512<TKey> other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left.value, right.value), chosen.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyRegister512<TKey> WhereEqual(KeyRegister512<TKey> left, KeyRegister512<TKey> right, KeyRegister512<TKey> chosen, KeyRegister512<TKey> other) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left.value, right.value), chosen.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(KeyRegister512<TKey> left, KeyRegister512<TKey> right) =>
        (uint)Vector512.GreaterThanOrEqual(left.value, right.value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Equal(KeyRegister512<TKey> left, KeyRegister512<TKey> right) => (uint)Vector512.Equals(left.value, right.value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Least(KeyRegister512<TKey> value) => KeyRegister256<TKey>.Least(new(Vector256.Min(value.value.GetLower(), value.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Most(KeyRegister512<TKey> value) => KeyRegister256<TKey>.Most(new(Vector256.Max(value.value.GetLower(), value.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey MostUnsigned(KeyRegister512<TKey> value) =>
        KeyRegister256<TKey>.MostUnsigned(KeyRegister256<TKey>.MaxUnsigned(new(value.value.GetLower()), new(value.value.GetUpper())));
}
