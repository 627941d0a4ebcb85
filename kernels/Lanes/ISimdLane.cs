namespace NormGpu.Kernels.Lanes;

/// <summary>A lane of several elements that loads by pointer: all that a reduction needs. Used on the CPU only.</summary>
public unsafe interface ISumLane<TSelf> : ILane<TSelf>
    where TSelf : struct, ISumLane<TSelf>
{
    /// <summary>Elements in the lane.</summary>
    static abstract int Width { get; }

    /// <summary>Loads Width floats; no alignment needed.</summary>
    static abstract TSelf LoadSingle(float* source);

    /// <summary>Loads Width floats, element i from source[picks[i]]: 0 … Width − 1, whatever is not picked may be read.</summary>
    static abstract TSelf PickSingle(float* source, int* picks);

    /// <summary>Loads Width halves and widens them, exactly.</summary>
    static abstract TSelf LoadHalf(ushort* source);

    /// <summary>
    /// Loads Width halves of which none is infinite or NaN, as 2^-112 times their values, exactly: in the fewest instructions. Infinities and NaN would be taken for 65536 and more.
    /// Subnormal halves become subnormal floats, over which some processors multiply a hundred cycles.
    /// </summary>
    static abstract TSelf LoadScaledHalf(ushort* source);

    /// <summary>As <see cref="LoadScaledHalf"/>, as 2^-16 times their values, and never a subnormal float.</summary>
    static abstract TSelf LoadRaisedHalf(ushort* source);

    /// <summary>
    /// As <see cref="LoadHalf"/>, 2·Width halves. Which lane takes which is the lane's own choice, the same in every method for pairs: taking halves apart by even
    /// and odd places is cheaper than by neighbours.
    /// </summary>
    static abstract void LoadHalfPair(ushort* source, out TSelf first, out TSelf second);

    /// <summary>What the methods of pairs of finite halves below are handed.</summary>
    /// <param name="unscale">What makes a scaled half the half's value.</param>
    static abstract HalfConstants<TSelf> HalfConstants(float unscale);

    /// <summary>The same, for the JIT no constants: where a loop has more than a few, it loads them anew in each turn, but variables stay in registers. Calls methods.</summary>
    /// <param name="unscale">Likewise.</param>
    static abstract HalfConstants<TSelf> HalfConstantsInRegisters(float unscale);

    /// <summary>As <see cref="LoadScaledHalf"/>, 2·Width halves in the order of <see cref="LoadHalfPair"/>.</summary>
    static abstract void LoadScaledHalfPair(ushort* source, in HalfConstants<TSelf> constants, out TSelf first, out TSelf second);

    /// <summary>As <see cref="LoadRaisedHalf"/>, likewise.</summary>
    static abstract void LoadRaisedHalfPair(ushort* source, out TSelf first, out TSelf second);

    /// <summary>left·right − subtrahend; rounded once where the hardware can.</summary>
    static abstract TSelf MultiplySubtract(TSelf left, TSelf right, TSelf subtrahend);

    /// <summary>Loads 2·Width floats in the order of <see cref="LoadHalfPair"/>.</summary>
    static abstract void LoadSinglePair(float* source, out TSelf first, out TSelf second);

    /// <summary>Stores 2·Width doubles, exactly, from two lanes in the order of <see cref="LoadHalfPair"/>.</summary>
    static abstract void StoreDoublePair(double* destination, TSelf first, TSelf second);

    /// <summary>The larger of |left| and |right|, neither of them NaN.</summary>
    static abstract TSelf MaxMagnitude(TSelf left, TSelf right);

    /// <summary>Each element rounded to FP32, where the lane holds more.</summary>
    static abstract TSelf ToSingle(TSelf value);

    /// <summary>Elements first … past − 1 of value, the others from fill.</summary>
    static abstract TSelf Keep(TSelf value, int first, int past, TSelf fill);

    /// <summary>Stores Width doubles, exactly.</summary>
    static abstract void StoreDouble(double* destination, TSelf value);
}

/// <summary>A lane that is a SIMD register of floats, with stores and comparisons besides.</summary>
public unsafe interface ISimdLane<TSelf> : ISumLane<TSelf>
    where TSelf : struct, ISimdLane<TSelf>
{
    /// <summary>The value, or the bound that it lies beyond. What comes of NaN is left open.</summary>
    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>Stores Width floats.</summary>
    static abstract void StoreSingle(float* destination, TSelf value);

    /// <summary>As <see cref="StoreSingle"/>, past the cache; the destination lies on a boundary of Width floats.</summary>
    static abstract void StreamSingle(float* destination, TSelf value);

    /// <summary>Rounds to nearest even and stores Width halves.</summary>
    static abstract void StoreHalf(ushort* destination, TSelf value);

    /// <summary>As <see cref="StoreHalf"/>, for values below 65520 in magnitude and not NaN.</summary>
    static abstract void StoreFiniteHalf(ushort* destination, TSelf value);

    /// <summary>Two lanes in the order of <see cref="ISumLane{TSelf}.LoadHalfPair"/>, each as <see cref="StoreHalf"/>.</summary>
    static abstract void StoreHalfPair(ushort* destination, TSelf first, TSelf second);

    /// <summary>As <see cref="StoreHalfPair"/>, for values below 65520 in magnitude and not NaN.</summary>
    static abstract void StoreFiniteHalfPair(ushort* destination, in HalfConstants<TSelf> constants, TSelf first, TSelf second);

    /// <summary>As <see cref="StoreFiniteHalf"/>, past the cache; the destination lies on a boundary of Width halves.</summary>
    static abstract void StreamFiniteHalf(ushort* destination, TSelf value);

    /// <summary>As <see cref="StoreFiniteHalfPair"/>, past the cache; the destination lies on a boundary of 2·Width halves.</summary>
    static abstract void StreamFiniteHalfPair(ushort* destination, in HalfConstants<TSelf> constants, TSelf first, TSelf second);

    /// <summary>Loads Width floats that lie <paramref name="stride"/> floats apart.</summary>
    static abstract TSelf Gather(float* source, int stride);

    /// <summary>greater where left is above right, less where it is below, else equal; that also where either is NaN.</summary>
    static abstract TSelf Choose(TSelf left, TSelf right, TSelf greater, TSelf equal, TSelf less);

    /// <summary>Chooses by Width halves: <paramref name="above"/> where a half is above the value of which <see cref="Float16.HalfBits.LimitAbove"/> made the limit, else <paramref name="below"/>. NaN is left open.</summary>
    static abstract TSelf SelectAboveHalf(ushort* source, TSelf limit, TSelf above, TSelf below);

    /// <summary>As <see cref="SelectAboveHalf"/>, by 2·Width halves in the order of <see cref="ISumLane{TSelf}.LoadHalfPair"/>.</summary>
    static abstract void SelectAboveHalfPair(
        ushort* source, TSelf firstLimit, TSelf secondLimit, TSelf firstAbove, TSelf secondAbove, TSelf firstBelow, TSelf secondBelow, out TSelf first, out TSelf second);

    /// <summary>Bit i is set where element i of left is at least that of right; clear for NaN.</summary>
    static abstract uint AtLeast(TSelf left, TSelf right);
}
