namespace NormGpu.Host;

/// <summary>Conversion of whole buffers between FP16 bits and FP32, vectorised and threaded.</summary>
public static unsafe class HalfConversion
{
    /// <summary>Widens halves to floats, exactly (subnormals, infinities and NaN included).</summary>
    /// <param name="source">FP16 bits, (count).</param>
    /// <param name="destination">Receives (count) floats.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToSingle(ushort* source, float* destination, long count, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");

    /// <summary>Narrows floats to halves, round to nearest even; beyond 65,519 to infinity.</summary>
    /// <param name="source">(count) floats.</param>
    /// <param name="destination">Receives FP16 bits, (count).</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToHalf(float* source, ushort* destination, long count, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");
}
