namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Memory of fixed size that a method asks for. OpenCL lets only the kernel itself declare shared memory, so the kernel declares all blocks and hands
/// them down: one for each place in the code, counted along the calls that lead to it.
/// </summary>
internal sealed class MemoryBlock(Space space, Type elementType, int length)
{
    public Space Space => space;

    public Type ElementType => elementType;

    public int Length => length;

    /// <summary>The same need, seen from a method that calls the one that has it.</summary>
    public MemoryBlock ForCaller() => new(space, elementType, length);
}
