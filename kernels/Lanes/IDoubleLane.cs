namespace NormGpu.Kernels.Lanes;

/// <summary>One double or a register of doubles: what is computed per channel, written once for one channel and for several side by side. Used on the CPU only.</summary>
public unsafe interface IDoubleLane<TSelf> : ILane<TSelf>
    where TSelf : struct, IDoubleLane<TSelf>
{
    /// <summary>Elements in the lane.</summary>
    static abstract int Width { get; }

    /// <summary>The value in every element.</summary>
    static abstract TSelf Fill(double value);

    /// <summary>Element-wise quotient.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>Each element rounded to FP32.</summary>
    static abstract TSelf ToSingle(TSelf value);

    /// <summary>Loads Width doubles; no alignment needed.</summary>
    static abstract TSelf LoadDouble(double* source);

    /// <summary>Loads Width floats and widens them; no alignment needed.</summary>
    static abstract TSelf LoadSingle(float* source);

    /// <summary>Stores Width doubles.</summary>
    static abstract void StoreDouble(double* destination, TSelf value);

    /// <summary>Rounds to FP32 and stores Width floats.</summary>
    static abstract void StoreSingle(float* destination, TSelf value);
}
