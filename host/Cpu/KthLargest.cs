using System.Numerics;
using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The k-th largest of a few values, 0 or more, without a branch that depends on their order. It makes a threshold: 0 where it is infinite, or a value is NaN.</summary>
internal static unsafe class KthLargest
{
    /// <summary>Of values side by side: each is compared with all.</summary>
    /// <param name="values">Values, a few whole lanes.</param>
    /// <param name="count">How many, k or more.</param>
    /// <param name="k">k.</param>
    public static float Of<TLane>(float* values, int count, int k)
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

        return Threshold(BitConverter.Int32BitsToSingle(largest));
    }

    /// <summary>Of each column of a lane.</summary>
    /// <param name="values">Rows of a lane.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows, k or more.</param>
    /// <param name="k">k.</param>
    /// <param name="columns">Columns that are asked for.</param>
    /// <param name="thresholds">Receives what is found.</param>
    [SkipLocalsInit]
    public static void OfColumns<TLane>(float* values, long stride, int rows, int k, int columns, float* thresholds)
        where TLane : struct, ISimdLane<TLane>
    {
        var memory = stackalloc float[k * TLane.Width];
        KeptInOrder.Take<TLane>(values, stride, rows, k, memory);
        for (var column = 0; column < columns; column++)
            thresholds[column] = Threshold(memory[(k - 1) * TLane.Width + column]);
    }

    private static float Threshold(float value) => float.IsFinite(value) ? value : 0;

    /// <summary>How many values are as large as one, or larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Reaching<TLane>(float* values, int count, float least)
        where TLane : struct, ISimdLane<TLane>
    {
        var reaching = 0;
        for (var i = 0; i < count; i += TLane.Width)
            reaching += BitOperations.PopCount(TLane.AtLeast(TLane.LoadSingle(values + i), TLane.Broadcast(least)));
        return reaching;
    }
}
