using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The mean as an FP16 device without FP32 accumulators can take it: the mean of chunk means, level by level, every addition rounded to half.
/// One long running sum would stall at 2048 times its summands. Source: reference "Norm matters", section 4 on half precision.
/// </summary>
internal static unsafe class HierarchicalMean
{
    /// <summary>Values a chunk. Sums of 64 raw pixels already came within 15 % of overflow; 16 leave room for deviations up to 4,094.</summary>
    private const int Chunk = 16;

    /// <summary>The mean of <paramref name="count"/> values, in order; overwrites them.</summary>
    public static float Take<TLane>(float* values, long count)
        where TLane : struct, ISimdLane<TLane>
    {
        // The last value of a level stands for fewer elements than the others: its weight is its share of a full chunk.
        var lastWeight = 1f;
        while (true)
        {
            var chunks = (count + Chunk - 1) / Chunk;
            TakeFullChunks<TLane>(values, chunks - 1);
            var last = values + (chunks - 1) * Chunk;
            var inLast = (int)(count - (chunks - 1) * Chunk);
            var sum = 0f;
            for (var i = 0; i < inLast - 1; i++)
                sum = HalfBits.Round(sum + last[i]);
            sum = HalfBits.Round(sum + HalfBits.Round(lastWeight * last[inLast - 1]));
            var weight = inLast - 1 + lastWeight;
            var mean = HalfBits.Round(sum / weight);
            if (chunks == 1)
                return mean;
            values[chunks - 1] = mean;
            lastWeight = weight / Chunk;
            count = chunks;
        }
    }

    private static void TakeFullChunks<TLane>(float* values, long chunks)
        where TLane : struct, ISimdLane<TLane>
    {
        var share = TLane.Broadcast(1f / Chunk);
        long chunk = 0;
        for (; chunk <= chunks - TLane.Width; chunk += TLane.Width)
        {
            var sum = TLane.RoundToHalf(TLane.Gather(values + chunk * Chunk, Chunk));
            for (var i = 1; i < Chunk; i++)
                sum = TLane.RoundToHalf(sum + TLane.Gather(values + chunk * Chunk + i, Chunk));
            // In place: the means of these chunks land before the first value that is still to be read.
            TLane.StoreSingle(values + chunk, TLane.RoundToHalf(sum * share));
        }

        for (; chunk < chunks; chunk++)
        {
            var sum = 0f;
            for (var i = 0; i < Chunk; i++)
                sum = HalfBits.Round(sum + values[chunk * Chunk + i]);
            values[chunk] = HalfBits.Round(sum / Chunk);
        }
    }
}
