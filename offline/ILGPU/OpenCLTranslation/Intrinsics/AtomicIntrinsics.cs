namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Atomics on 32 bits, which every device has; on 64 bits those of cl_khr_int64_base_atomics and cl_khr_int64_extended_atomics.</summary>
internal static class AtomicIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        .. new[] { "Add", "Min", "Max", "And", "Or", "Xor" }.Select(name => new KeyValuePair<string, Intrinsic>(
            $"ILGPU.Atomic.{name}", call => Change(call, name.ToLowerInvariant()))),
        new("ILGPU.Atomic.Exchange", call => Change(call, "xchg")),
        new("ILGPU.Atomic.CompareExchange", call => Change(call, "cmpxchg")),
    ];

    /// <summary>The reference first, then the numbers; floats by a loop of ours around the exchange of their bits.</summary>
    private static DeviceCall Change(IntrinsicCall call, string operation)
    {
        List<Expression> arguments = [call.Arguments[0]];
        for (int i = 1; i < call.Arguments.Length; i++)
            arguments.Add(call.Argument(i));
        string prefix = StackKinds.Of(call.ReturnType) switch
        {
            StackKind.Single => "float_atomic",
            StackKind.Double => throw call.Reader.Refuse("changes a double atomically, which OpenCL C 1.2 cannot"),
            StackKind.Int64 => "atom",
            _ => "atomic",
        };
        return new DeviceCall($"{prefix}_{operation}", new SpacedType(call.ReturnType, []), arguments, MemoryEffect.Writes);
    }
}
