namespace NormGpu.Kernels.Norms;

/// <summary>Range batch norm: the channel is cut in chunks, deviation = mean of max − min over the chunks. No square, no root, and no mean needed first.</summary>
/// <remarks>
/// Source: Banner et al. 2018, "Scalable methods for 8-bit training of neural networks", section 3, with the constant of its published code. Extremes are
/// those of x itself, ties by lowest index, in every arithmetic. The gradient reaches the two ends of each chunk: a_i = (1[argmax] − 1[argmin])/chunks.
/// </remarks>
public readonly struct ChunkRange : INorm
{
    /// <summary>Most chunks of a channel.</summary>
    public const int MostChunks = 16;

    /// <inheritdoc/>
    public static string Name => "range";

    /// <summary>0.35·C∞(count/chunks).</summary>
    public static float Constant(long count) => (float)(0.35 * ExtremeValue.Constant((double)count / Chunks(count)));

    /// <inheritdoc/>
    public static float Scale(float deviation, float constant, float epsilon) => constant * deviation + epsilon;

    /// <summary>min(16, count/2): every chunk holds two elements or more.</summary>
    public static int Chunks(long count) => count < 2 ? 1 : count < 2 * MostChunks ? (int)(count / 2) : MostChunks;

    /// <summary>The chunk that an element lies in. Host only.</summary>
    public static int At(long count, int chunks, long position)
    {
        var (length, longer) = Math.DivRem(count, chunks);
        var ofLonger = longer * (length + 1);
        return (int)(position < ofLonger ? position / (length + 1) : longer + (position - ofLonger) / length);
    }

    /// <summary>First element of a chunk, in (N, spatial) order: the first count mod chunks of them hold one element more, as in numpy.array_split.</summary>
    public static long Begin(long count, int chunks, int chunk)
    {
        var longer = count % chunks;
        return count / chunks * chunk + (chunk < longer ? chunk : longer);
    }
}
