namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Shared and local memory.</summary>
internal static class MemoryIntrinsics
{
    /// <summary>Elements that ILGPU.Algorithms gets where it asks for one per thread of the group; no group may be larger.</summary>
    private const int LargestGroup = 1024;

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        new("ILGPU.SharedMemory.Allocate", call => Reserve(call, Space.Local)),
        new("ILGPU.SharedMemory.GetDynamic", GetDynamic),
        new("ILGPU.LocalMemory.Allocate", call => Reserve(call, Space.Private)),
    ];

    private static Expression Reserve(IntrinsicCall call, Space space)
    {
        Type elementType = call.GenericArguments[0];
        if (call.Arguments.Length == 0)
            return call.Reader.Reserve(space, elementType, 1);
        BlockAddress address = call.Reader.Reserve(space, elementType, CapacityOf(call));
        return new ViewLiteral(new SpacedType(call.ReturnType, [address.Type.Spaces[0]]), address, MethodReader.As(typeof(long), call.Argument(0)));
    }

    private static int CapacityOf(IntrinsicCall call)
    {
        if (call.Arguments[0] is Literal { Integer: { } length and > 0 and <= int.MaxValue })
            return (int)length;
        if (call.Reader.Method.DeclaringType?.Namespace is "ILGPU.Algorithms")
            return LargestGroup;
        throw call.Reader.Refuse("asks for memory whose size is no constant; dynamic shared memory takes its size from the launch");
    }

    private static DynamicMemory GetDynamic(IntrinsicCall call)
    {
        call.Reader.UseDynamicMemory();
        return new DynamicMemory(call.ReturnType);
    }
}
