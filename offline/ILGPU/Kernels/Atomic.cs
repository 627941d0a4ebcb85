using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>Reads, changes and writes a value so that no other thread comes between. Each returns what was there before.</summary>
public static class Atomic
{
    public static int Add(ref int target, int value) => Interlocked.Add(ref target, value) - value;

    public static long Add(ref long target, long value) => Interlocked.Add(ref target, value) - value;

    public static uint Add(ref uint target, uint value) => Interlocked.Add(ref target, value) - value;

    public static ulong Add(ref ulong target, ulong value) => Interlocked.Add(ref target, value) - value;

    public static float Add(ref float target, float value) => Update(ref target, value, static (old, given) => old + given);

    public static double Add(ref double target, double value) => Update(ref target, value, static (old, given) => old + given);

    public static int Max(ref int target, int value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static long Max(ref long target, long value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static uint Max(ref uint target, uint value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static ulong Max(ref ulong target, ulong value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static float Max(ref float target, float value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static double Max(ref double target, double value) => Update(ref target, value, static (old, given) => Math.Max(old, given));

    public static int Min(ref int target, int value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static long Min(ref long target, long value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static uint Min(ref uint target, uint value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static ulong Min(ref ulong target, ulong value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static float Min(ref float target, float value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static double Min(ref double target, double value) => Update(ref target, value, static (old, given) => Math.Min(old, given));

    public static int And(ref int target, int value) => Interlocked.And(ref target, value);

    public static long And(ref long target, long value) => Interlocked.And(ref target, value);

    public static uint And(ref uint target, uint value) => Interlocked.And(ref target, value);

    public static ulong And(ref ulong target, ulong value) => Interlocked.And(ref target, value);

    public static int Or(ref int target, int value) => Interlocked.Or(ref target, value);

    public static long Or(ref long target, long value) => Interlocked.Or(ref target, value);

    public static uint Or(ref uint target, uint value) => Interlocked.Or(ref target, value);

    public static ulong Or(ref ulong target, ulong value) => Interlocked.Or(ref target, value);

    public static int Xor(ref int target, int value) => Update(ref target, value, static (old, given) => old ^ given);

    public static long Xor(ref long target, long value) => Update(ref target, value, static (old, given) => old ^ given);

    public static uint Xor(ref uint target, uint value) => Update(ref target, value, static (old, given) => old ^ given);

    public static ulong Xor(ref ulong target, ulong value) => Update(ref target, value, static (old, given) => old ^ given);

    public static int Exchange(ref int target, int value) => Interlocked.Exchange(ref target, value);

    public static long Exchange(ref long target, long value) => Interlocked.Exchange(ref target, value);

    public static uint Exchange(ref uint target, uint value) => Interlocked.Exchange(ref target, value);

    public static ulong Exchange(ref ulong target, ulong value) => Interlocked.Exchange(ref target, value);

    public static float Exchange(ref float target, float value) => Interlocked.Exchange(ref target, value);

    public static double Exchange(ref double target, double value) => Interlocked.Exchange(ref target, value);

    public static int CompareExchange(ref int target, int compare, int value) => Interlocked.CompareExchange(ref target, value, compare);

    public static long CompareExchange(ref long target, long compare, long value) => Interlocked.CompareExchange(ref target, value, compare);

    public static uint CompareExchange(ref uint target, uint compare, uint value) => Interlocked.CompareExchange(ref target, value, compare);

    public static ulong CompareExchange(ref ulong target, ulong compare, ulong value) => Interlocked.CompareExchange(ref target, value, compare);

    public static float CompareExchange(ref float target, float compare, float value) => Interlocked.CompareExchange(ref target, value, compare);

    public static double CompareExchange(ref double target, double compare, double value) => Interlocked.CompareExchange(ref target, value, compare);

    private static T Update<T>(ref T target, T value, Func<T, T, T> change)
        where T : unmanaged
    {
        while (true)
        {
            T old = target;
            if (SameBits(Interlocked.CompareExchange(ref target, change(old, value), old), old))
                return old;
        }
    }

    // Not equality: a NaN that was swapped was swapped, and -0 is not 0.
    private static bool SameBits<T>(T first, T second)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() == sizeof(int)
            ? Unsafe.BitCast<T, int>(first) == Unsafe.BitCast<T, int>(second)
            : Unsafe.BitCast<T, long>(first) == Unsafe.BitCast<T, long>(second);
}
