namespace NormGpu.Kernels.Lanes;

/// <summary>
/// One float or a register of floats. A norm's arithmetic is written once over a lane; CPU loops run it on SIMD registers and GPU kernels on
/// <see cref="FloatLane"/>.
/// </summary>
public interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>The value in every element.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Element-wise sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Element-wise difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Element-wise product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>left·right + addend; rounded once where the hardware can.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>minuend − left·right; rounded once where the hardware can.</summary>
    static abstract TSelf SubtractProduct(TSelf minuend, TSelf left, TSelf right);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>−1, 0 or 1; 0 for NaN.</summary>
    static abstract TSelf Sign(TSelf value);

    /// <summary>The larger; NaN where either is NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary><paramref name="value"/> where <paramref name="test"/> is above <paramref name="limit"/> or NaN, else 0.</summary>
    static abstract TSelf PassAbove(TSelf test, TSelf limit, TSelf value);

    /// <summary>Each element rounded to the nearest half, ties to even.</summary>
    static abstract TSelf RoundToHalf(TSelf value);
}
