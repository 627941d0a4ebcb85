using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>How one activation is stored; chosen by type so that loops compile once per storage.</summary>
internal unsafe interface IElement
{
    /// <summary>Bytes an element.</summary>
    static abstract int Size { get; }

    /// <summary>The largest value that is stored as 0: where ReLU's output stops being positive.</summary>
    static abstract float LargestZero { get; }

    /// <summary>A whole lane from element <paramref name="index"/> on.</summary>
    static abstract TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane>;

    /// <summary>Stores a whole lane.</summary>
    static abstract void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>One element.</summary>
    static abstract float LoadOne(void* memory, long index);

    /// <summary>Stores one element, rounded to nearest even.</summary>
    static abstract void StoreOne(void* memory, long index, float value);
}

/// <summary>FP16 bits.</summary>
internal readonly unsafe struct HalfElement : IElement
{
    public static int Size => sizeof(ushort);

    // Half of the smallest half, which ties to even.
    public static float LargestZero => 1f / (1 << 25);

    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLane.LoadHalf((ushort*)memory + index);

    public static void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreHalf((ushort*)memory + index, value);

    public static float LoadOne(void* memory, long index) => HalfBits.ToSingle(((ushort*)memory)[index]);

    public static void StoreOne(void* memory, long index, float value) => ((ushort*)memory)[index] = HalfBits.FromSingle(value);
}

/// <summary>FP32.</summary>
internal readonly unsafe struct SingleElement : IElement
{
    public static int Size => sizeof(float);

    public static float LargestZero => 0;

    public static TLane Load<TLane>(void* memory, long index)
        where TLane : struct, ISumLane<TLane> => TLane.LoadSingle((float*)memory + index);

    public static void Store<TLane>(void* memory, long index, TLane value)
        where TLane : struct, ISimdLane<TLane> => TLane.StoreSingle((float*)memory + index, value);

    public static float LoadOne(void* memory, long index) => ((float*)memory)[index];

    public static void StoreOne(void* memory, long index, float value) => ((float*)memory)[index] = value;
}
