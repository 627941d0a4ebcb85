using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Finds the k largest of a stream of values. A small k keeps them in order, so each raises the threshold at once; for a larger one candidates gather in a
/// buffer, and whenever it is full the k-th largest becomes the threshold.
/// </summary>
internal sealed class LargestSelector(long k)
{
    /// <summary>Largest k that is kept in order: moving so few costs less than to sort candidates.</summary>
    private const int MostInOrder = 32;

    private const int Slack = 64;
    private readonly int k = checked((int)k);
    private float[] candidates = new float[Math.Min(checked((int)k), 1 << 16) + Slack];
    private int count;

    /// <summary>Values below it cannot be among the k largest.</summary>
    public float Threshold { get; private set; }

    /// <summary>The k-th largest after <see cref="Finish"/>.</summary>
    public float Smallest { get; private set; }

    /// <summary>How many of the k largest equal <see cref="Smallest"/>.</summary>
    public int Ties { get; private set; }

    /// <summary>The k largest, largest first, after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<float> Largest => candidates.AsSpan(0, k);

    /// <summary>Forgets everything, for the next channel.</summary>
    /// <param name="threshold">A value that at least k of the channel's elements reach; only such are taken in.</param>
    public void Clear(float threshold = 0)
    {
        count = 0;
        Threshold = threshold;
    }

    /// <summary>The k-th largest of some values, 0 or more; 0 where that is infinite, or a value is NaN. Each is compared with all: no branch depends on their order.</summary>
    /// <param name="values">Values, a few whole lanes.</param>
    /// <param name="count">How many, k or more.</param>
    /// <param name="k">k.</param>
    public static unsafe float KthLargest<TLane>(float* values, int count, int k)
        where TLane : struct, ISimdLane<TLane>
    {
        if (Reaching<TLane>(values, count, 0) < count)
            return 0;
        // Bits of floats from 0 on are in order, and integers are compared in a third of the time.
        var largest = 0;
        for (var i = 0; i < count; i++)
        {
            // All ones where fewer than k reach it.
            var tooFew = (Reaching<TLane>(values, count, values[i]) - k) >> 31;
            largest = Math.Max(largest, BitConverter.SingleToInt32Bits(values[i]) & ~tooFew);
        }

        var found = BitConverter.Int32BitsToSingle(largest);
        return float.IsFinite(found) ? found : 0;
    }

    /// <summary>Takes in one value, 0 or more and not NaN.</summary>
    public void Add(float value)
    {
        if (count >= k && value <= Threshold)
            return;
        if (k <= MostInOrder)
        {
            count = Insert(candidates.AsSpan(0, k), count, value);
            if (count == k)
                Threshold = candidates[k - 1];
            return;
        }

        if (count == candidates.Length)
        {
            if (candidates.Length < k + Slack)
            {
                Array.Resize(ref candidates, (int)Math.Min(2L * candidates.Length, k + (long)Slack));
            }
            else
            {
                Prune();
                if (value <= Threshold)
                    return;
            }
        }

        candidates[count++] = value;
    }

    /// <summary>Ends the stream, which must have held k values or more.</summary>
    public void Finish()
    {
        if (k > MostInOrder)
            Prune();
        Smallest = candidates[k - 1];
        Ties = 0;
        for (var i = k - 1; i >= 0 && candidates[i] == Smallest; i--)
            Ties++;
    }

    /// <summary>Puts a value in its place among others, largest first; the smallest falls out where there is no room.</summary>
    /// <returns>How many there are now.</returns>
    private static int Insert(Span<float> largest, int held, float value)
    {
        var place = Math.Min(held, largest.Length - 1);
        for (; place > 0 && largest[place - 1] < value; place--)
            largest[place] = largest[place - 1];
        largest[place] = value;
        return Math.Min(held + 1, largest.Length);
    }

    /// <summary>How many values are as large as one, or larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Reaching<TLane>(float* values, int count, float least)
        where TLane : struct, ISimdLane<TLane>
    {
        var reaching = 0;
        for (var i = 0; i < count; i += TLane.Width)
            reaching += BitOperations.PopCount(TLane.AtLeast(TLane.LoadSingle(values + i), TLane.Broadcast(least)));
        return reaching;
    }

    private void Prune()
    {
        var used = candidates.AsSpan(0, count);
        used.Sort();
        used.Reverse();
        count = k;
        Threshold = candidates[k - 1];
    }
}
