namespace NormGpu.Host;

/// <summary>Storage type of activations and their gradients. Statistics, weight and bias are always FP32.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary16, 2 bytes.</summary>
    Float16,

    /// <summary>IEEE 754 binary32, 4 bytes.</summary>
    Float32,
}

/// <summary>What storage types are.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes an element.</summary>
    public static int Size(this ElementType type) => type == ElementType.Float16 ? sizeof(ushort) : sizeof(float);
}
