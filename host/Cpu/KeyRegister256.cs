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
    public static KeyRegister256<TKey> MaxUnsigned(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => new(sizeof(TKey) == sizeof(short)
        ? Vector256.Max(left.value.AsUInt16(), right.value.AsUInt16()).As<ushort, TKey>()
        : Vector256.Max(left.value.AsUInt32(), right.value.AsUInt32()).As<uint, TKey>());

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
    public static uint Equal(KeyRegister256<TKey> left, KeyRegister256<TKey> right) => (uint)Vector256.Equals(left.value, right.value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Least(KeyRegister256<TKey> value) => First(value, TKey.MinValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Most(KeyRegister256<TKey> value) => First(value, TKey.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey MostUnsigned(KeyRegister256<TKey> value) => First(value, ~TKey.Zero);

    /// <summary>The integer that is the least, as a number without sign, when some of its bits are flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TKey First(KeyRegister256<TKey> value, TKey flipped)
    {
        var bits = value.value ^ Vector256.Create(flipped);
        if (sizeof(TKey) == sizeof(int))
        {
            var two = Vector128.Min(bits.GetLower().AsUInt32(), bits.GetUpper().AsUInt32()).AsUInt64();
            two = Vector128.Min(two.AsUInt32(), (two >> 32).AsUInt32()).AsUInt64();
            return TKey.CreateTruncating(uint.Min((uint)two[0], (uint)two[1])) ^ flipped;
        }

        var half = Vector128.Min(bits.GetLower().AsUInt16(), bits.GetUpper().AsUInt16());
        if (Sse41.IsSupported)
            return TKey.CreateTruncating(Sse41.MinHorizontal(half).ToScalar()) ^ flipped;
        half = Vector128.Min(half, (half.AsUInt64() >> 32).AsUInt16());
        half = Vector128.Min(half, (half.AsUInt64() >> 16).AsUInt16());
        return TKey.CreateTruncating(ushort.Min(half[0], half[4])) ^ flipped;
    }
}
