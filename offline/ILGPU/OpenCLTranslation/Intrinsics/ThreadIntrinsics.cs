namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Where a thread stands, barriers and fences. Warps have one thread: OpenCL C 1.2 has no sub-groups.</summary>
internal static class ThreadIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        .. Axes("ILGPU.Grid", "Idx", "get_group_id"),
        .. Axes("ILGPU.Grid", "Dim", "get_num_groups"),
        .. Axes("ILGPU.Group", "Idx", "get_local_id"),
        .. Axes("ILGPU.Group", "Dim", "get_local_size"),
        new("ILGPU.Grid.get_Index", _ => Triple("get_group_id")),
        new("ILGPU.Grid.get_Dimension", _ => Triple("get_num_groups")),
        new("ILGPU.Grid.get_GlobalIndex", _ => Triple("get_global_id")),
        new("ILGPU.Group.get_Index", _ => Triple("get_local_id")),
        new("ILGPU.Group.get_Dimension", _ => Triple("get_local_size")),
        new("ILGPU.Group.Barrier", _ => Barrier()),
        new("ILGPU.Warp.Barrier", _ => null),
        new("ILGPU.Warp.get_WarpSize", _ => new Literal(1)),
        new("ILGPU.Warp.get_LaneIdx", _ => new Literal(0)),
        new("ILGPU.Warp.Shuffle", call => call.Arguments[0]),
        new("ILGPU.Warp.ShuffleDown", call => call.Arguments[0]),
        new("ILGPU.Warp.ShuffleUp", call => call.Arguments[0]),
        new("ILGPU.Warp.ShuffleXor", call => call.Arguments[0]),
        new("ILGPU.Warp.Broadcast", call => call.Arguments[0]),
        new("ILGPU.Algorithms.WholeWarps.Require", _ => null),
        new("ILGPU.MemoryFence.GroupLevel", _ => Fence("CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE")),
        new("ILGPU.MemoryFence.DeviceLevel", _ => Fence("CLK_GLOBAL_MEM_FENCE")),
        new("ILGPU.MemoryFence.SystemLevel", _ => Fence("CLK_GLOBAL_MEM_FENCE")),
    ];

    private static IEnumerable<KeyValuePair<string, Intrinsic>> Axes(string owner, string property, string function)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            int dimension = axis;
            yield return new($"{owner}.get_{property}{"XYZ"[axis]}", _ => Along(function, dimension));
        }
    }

    private static Conversion Along(string function, int dimension) =>
        new(typeof(int), new DeviceCall(function, new SpacedType(typeof(ulong), []), [new Literal(dimension)]));

    private static StructureLiteral Triple(string function) =>
        new(new SpacedType(typeof(Index3D), []), [Along(function, 0), Along(function, 1), Along(function, 2)]);

    // Both fences: kernels pass values on through global memory too.
    private static DeviceCall Barrier() => new("barrier", SpacedType.Void, [new DeviceConstant("CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE")], MemoryEffect.Writes);

    private static DeviceCall Fence(string scope) => new("mem_fence", SpacedType.Void, [new DeviceConstant(scope)], MemoryEffect.Writes);
}
