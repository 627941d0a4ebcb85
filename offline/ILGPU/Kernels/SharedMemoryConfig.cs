namespace ILGPU;

/// <summary>Dynamic shared memory of a launch: a number of elements of one size in bytes.</summary>
public readonly struct SharedMemoryConfig
{
    public static readonly SharedMemoryConfig Empty;

    public SharedMemoryConfig(int numElements, int elementSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numElements);
        ArgumentOutOfRangeException.ThrowIfLessThan(elementSize, 1);
        NumElements = numElements;
        ElementSize = elementSize;
    }

    public int NumElements { get; }

    public int ElementSize { get; }

    public int ArraySize => checked(NumElements * ElementSize);

    public bool UsesDynamicSharedMemory => NumElements > 0;

    public static SharedMemoryConfig RequestDynamic<T>(int numElements)
        where T : unmanaged =>
        new(numElements, Interop.SizeOf<T>());
}
