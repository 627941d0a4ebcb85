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
    /// <summary>Elements that are worth putting together: those of a register at least, and of a block of channels-first segments at most.</summary>
    private const long FewestPacked = 16;
    private const int MostPacked = (int)BlockPlan.RowsPerBlock * 16;

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

    /// <summary>Whether a key is that of an element that is not NaN.</summary>
    public static bool IsNumber<TElement>(int key)
        where TElement : struct, IElement
    {
        var infinity = TElement.Size == sizeof(short) ? Infinity<short>() : Infinity<int>();
        return (uint)(key + infinity) <= 2 * (uint)infinity;
    }

    /// <summary>The key of an element's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey Key<TKey>(TKey bits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        TKey.IsNegative(bits) ? -(bits & TKey.MaxValue) : bits;

    /// <summary>The ends of the runs of some channels; places count on from run to run.</summary>
    /// <param name="x">The first run of the first channel.</param>
    /// <param name="runs">The runs of each; if places are wanted, a key can count their elements.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="apart">Elements from one channel to the next.</param>
    /// <param name="extremes">Receives the ends of each channel.</param>
    [SkipLocalsInit]
    public static void OfRuns<TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var elements = runs.Length * runs.Count;
        if (runs.Length >= KeyRegister256<TKey>.Width)
        {
            OfLongRuns<TKey, TPlaces>(x, runs, channels, apart, extremes);
        }
        else if (elements is >= FewestPacked and <= MostPacked)
        {
            // Runs shorter than a register are put together.
            var packed = stackalloc TKey[MostPacked];
            for (var channel = 0; channel < channels; channel++, x += apart)
            {
                for (long run = 0; run < runs.Count; run++)
                    Unsafe.CopyBlockUnaligned(packed + run * runs.Length, x + run * runs.Stride, (uint)(runs.Length * sizeof(TKey)));
                OfLongRuns<TKey, TPlaces>(packed, new KeyRuns(elements, 1, elements), 1, 0, extremes.From(channel));
            }
        }
        else
        {
            for (var channel = 0; channel < channels; channel++)
                extremes.Set(channel, OneByOne(x + channel * apart, runs));
        }
    }

    private static FirstEnds OneByOne<TKey>(TKey* x, KeyRuns runs)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    {
        var ends = FirstEnds.None;
        var place = 0;
        for (long run = 0; run < runs.Count; run++, x += runs.Stride)
        {
            for (long i = 0; i < runs.Length; i++, place++)
                ends = ends.Then(FirstEnds.Of(int.CreateTruncating(Key(x[i])), place));
        }

        return ends;
    }

    /// <summary>The same of runs that are as long as a register at least.</summary>
    private static void OfLongRuns<TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        if (Vector512.IsHardwareAccelerated && runs.Length >= KeyRegister512<TKey>.Width)
            OfLongRuns<KeyRegister512<TKey>, TKey, TPlaces>(x, runs, channels, apart, extremes);
        else
            OfLongRuns<KeyRegister256<TKey>, TKey, TPlaces>(x, runs, channels, apart, extremes);
    }

    /// <summary>The ends of neighbouring columns, as many as a register has keys; places are rows.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">Rows, one at least; if places are wanted, a key can count them.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="extremes">Receives the ends of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OfColumns<TRegister, TKey, TPlaces>(TKey* x, long rows, long stride, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var ends = RegisterEnds<TRegister, TKey, TPlaces>.None;
        var at = TRegister.Broadcast(TKey.Zero);
        var step = TRegister.Broadcast(TKey.One);
        for (long row = 0; row < rows; row++, x += stride, at += step)
            ends.Take(TRegister.Load(x), at);
        ends.Store(extremes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OfLongRuns<TRegister, TKey, TPlaces>(TKey* x, KeyRuns runs, int channels, long apart, ChannelExtremes extremes)
        where TRegister : struct, IKeyRegister<TRegister, TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
        where TPlaces : struct, IPlaces
    {
        var step = TRegister.Broadcast(TKey.CreateTruncating(TRegister.Width));
        var runStep = TRegister.Broadcast(TKey.CreateTruncating(runs.Length));
        var lastOfRun = runs.Length - TRegister.Width;
        var lastStep = TRegister.Broadcast(TKey.CreateTruncating(lastOfRun));
        for (var channel = 0; channel < channels; channel++)
        {
            var ends = RegisterEnds<TRegister, TKey, TPlaces>.None;
            var start = TRegister.Indices;
            var from = x + channel * apart;
            for (long run = 0; run < runs.Count; run++, from += runs.Stride, start += runStep)
            {
                var last = from + lastOfRun;
                var at = start;
                for (var next = from; next < last; next += TRegister.Width, at += step)
                    ends.Take(TRegister.Load(next), at);
                // The last register overlaps its neighbour; what it has of that was looked at before.
                ends.Take(TRegister.Load(last), start + lastStep);
            }

            ends.Fold(extremes.From(channel));
        }
    }
}

/// <summary>Runs of neighbouring elements.</summary>
/// <param name="Length">Elements a run.</param>
/// <param name="Count">Runs.</param>
/// <param name="Stride">Elements from one run to the next.</param>
internal readonly record struct KeyRuns(long Length, long Count, long Stride);
