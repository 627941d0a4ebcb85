using ILGPU;
using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.HalfSums;

/// <summary>Arguments of <see cref="ChunkMeans"/>.</summary>
/// <param name="grid">Shape of the channels.</param>
/// <param name="x">Input.</param>
/// <param name="dy">Gradient of the output.</param>
/// <param name="table">Per-channel values.</param>
/// <param name="values">What the level below left, (channels, count); not read at the lowest level.</param>
/// <param name="means">Receives the means of this level's chunks, (channels, chunks).</param>
/// <param name="count">Values a channel on this level.</param>
/// <param name="lastWeight">Weight of the last of them: its share of a full chunk.</param>
public readonly struct ChunkArguments(
    ChannelGrid grid, ArrayView<Pack> x, ArrayView<Pack> dy, ChannelTable table, ArrayView<float> values, ArrayView<float> means, int count, float lastWeight)
{
    /// <summary>Shape of the channels.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Gradient of the output.</summary>
    public ArrayView<Pack> Dy => dy;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>What the level below left, (channels, count).</summary>
    public ArrayView<float> Values => values;

    /// <summary>Receives the means, (channels, chunks).</summary>
    public ArrayView<float> Means => means;

    /// <summary>Values a channel on this level.</summary>
    public int Count => count;

    /// <summary>Weight of the last value.</summary>
    public float LastWeight => lastWeight;
}

/// <summary>
/// The mean as an FP16 device without FP32 accumulators takes it: the mean of chunk means, level by level, every addition rounded to half, elements in
/// (N, spatial) order. One thread a chunk.
/// </summary>
public static class ChunkMeans
{
    /// <summary>Values a chunk; as on the CPU.</summary>
    public const int Chunk = 16;

    /// <summary>The lowest level: means of chunks of elements.</summary>
    public static void OfElements<TStorage, TLayout, TRounding, TTerm>(ChunkArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
        where TTerm : struct, ITerm
    {
        var grid = arguments.Grid;
        var index = Grid.GlobalIndex.X;
        var chunks = (arguments.Count + Chunk - 1) / Chunk;
        var channel = index / chunks;
        if (channel >= grid.Channels)
            return;
        var start = (index - channel * chunks) * Chunk;
        var length = IntrinsicMath.Min(arguments.Count - start, Chunk);
        var first = TStorage.Load<FloatLane>(arguments.X, TLayout.Index(grid, channel, 0));
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            var element = TLayout.Index(grid, channel, start + i);
            var x = TStorage.Load<FloatLane>(arguments.X, element);
            var dy = TStorage.Load<FloatLane>(arguments.Dy, element);
            sum = Add(sum, TTerm.Value<TRounding>(x, dy, first, arguments.Table, channel).Value, start + i == arguments.Count - 1, 1f);
        }

        arguments.Means[index] = HalfBits.Round(sum / length);
    }

    /// <summary>Every level above: means of chunks of means.</summary>
    public static void OfMeans(ChunkArguments arguments)
    {
        var index = Grid.GlobalIndex.X;
        var chunks = (arguments.Count + Chunk - 1) / Chunk;
        var channel = index / chunks;
        if (channel >= arguments.Grid.Channels)
            return;
        var start = (index - channel * chunks) * Chunk;
        var length = IntrinsicMath.Min(arguments.Count - start, Chunk);
        var isLast = start + length == arguments.Count;
        var sum = 0f;
        for (var i = 0; i < length; i++)
            sum = Add(sum, arguments.Values[channel * arguments.Count + start + i], isLast && i == length - 1, arguments.LastWeight);
        arguments.Means[index] = HalfBits.Round(sum / (isLast ? length - 1 + arguments.LastWeight : length));
    }

    private static float Add(float sum, float value, bool isLast, float lastWeight) =>
        HalfBits.Round(sum + (isLast ? HalfBits.Round(lastWeight * value) : value));
}
