namespace NormGpu;

/// <summary>How every elementwise result inside a norm is rounded. Storage is a separate matter: see <see cref="Host.ElementType"/>.</summary>
public enum Arithmetic
{
    /// <summary>Results stay in FP32 until they are stored.</summary>
    Float32,

    /// <summary>Every result is rounded to the nearest half, as on a device that computes in FP16. Needs FP16 tensors.</summary>
    Float16,
}

/// <summary>How sums over a channel are accumulated.</summary>
public enum Accumulation
{
    /// <summary>FP32 (or better) accumulators.</summary>
    Float32,

    /// <summary>FP16, hierarchical: the mean of chunk means, chunks of at most 16, every addition rounded. Needs FP16 tensors.</summary>
    Float16,
}
